"""Past forms of verbs that news use, and their base forms: `asked` -> `ask`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_REGULAR = (
    "abandon abolish accept acquire adopt agree allow announce apologise apologize appoint approve arrest arrive assemble attack attend attract "
    "award block borrow call cancel capture carry cause charge clear close collapse collect complete confirm count cover crash create "
    "cross damage decide declare decline defeat delay deliver demand design destroy detain develop die direct discover dismiss donate earn elect "
    "employ end enter evacuate examine expire export extend fail file fine finish form gather grant halt harvest hire host import impose "
    "injure inspect install introduce invent invest issue jail join kill land last launch lift marry measure move name narrow need "
    "nominate offer open order own paint pass plant play plead pledge postpone produce promise propose publish purchase raise ratify "
    "reach recall receive record recover reduce refuse register reject release remove reopen repair replace report require rescue reserve "
    "resign restore resume retire return reveal review sack sail score select sentence serve settle shoulder showcase sign spark sponsor "
    "stage start store suspend test threaten track transfer treat trigger unveil use visit vote vow warn welcome work"
)
_DOUBLED = "ban drop plan ship step stop scrap slip strip tap top trap trim"
_IRREGULAR = (
    "beat:beat became:become began:begin bought:buy cancelled:cancel broke:break brought:bring built:build came:come caught:catch chose:choose cost:cost "
    "cut:cut drew:draw drove:drive fell:fall fought:fight found:find gave:give grew:grow held:hold hit:hit hurt:hurt kept:keep laid:lay led:lead "
    "left:leave lent:lend lost:lose made:make met:meet opened:open paid:pay put:put ran:run rose:rise sank:sink saw:see sent:send sold:sell "
    "shut:shut shot:shoot spent:spend split:split spread:spread stole:steal struck:strike swept:sweep took:take taught:teach threw:throw "
    "withdrew:withdraw won:win wrote:write"
)


def _regular(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    return f"{base[:-1]}ied" if base.endswith("y") and base[-2] not in "aeo" else f"{base}ed"


BASE_OF: Mapping[str, str] = MappingProxyType(
    {_regular(base): base for base in _REGULAR.split()}
    | {f"{base}{base[-1]}ed": base for base in _DOUBLED.split()}
    | dict(pair.split(":") for pair in _IRREGULAR.split())
)
