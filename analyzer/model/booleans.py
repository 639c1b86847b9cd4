"""The words for true and false. Spreadsheet programs write their own language when a file is saved again."""

TRUE_WORDS = frozenset(
    [
        "true", "$true", "yes", "y", "1", "on", "wahr", "vrai", "verdadero", "verdadeiro", "vero", "waar", "sand",
        "sandt", "sant", "prawda", "tosi", "igaz", "adevărat", "pravda", "истина", "doğru", "αληθές",
    ]
)  # fmt: skip
FALSE_WORDS = frozenset(
    [
        "false", "$false", "no", "n", "0", "off", "falsch", "faux", "falso", "falska", "falsk", "falskt", "onwaar",
        "usant", "fałsz", "falsz", "epätosi", "hamis", "fals", "nepravda", "ложь", "yanliş", "yanlış", "ψευδές",
    ]
)  # fmt: skip
