"""How well retrieval, answers and refusals do on articles and questions; see docs/evaluation.md."""
