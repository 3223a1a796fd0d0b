"""Makes small YAML documents at random whose scalars have all styles, tails and places.

Most are valid; what is not has to be refused on both sides. There are families of them, of which `stream` is whole files.
"""

# Each is a method of `Scalars`.
FAMILIES_OF_OBJECTS = ["document", "resolution", "structure", "changed"]
FAMILIES = [*FAMILIES_OF_OBJECTS, "stream"]

WORDS = [
    "a", "b", "x", "on", "yes", "no", "y", "n", "true", "True", "tRue", "null", "~", "Null", "0", "-0", "1", "-1", "+1", "0644",
    "0o17", "0x1F", "0b11", "08", "1_000", "1.0", "1.10", ".5", "5.", "1e3", "1e400", "-1e400", "1:30",
    "12:30:45", "2024-01-02", "2024-01-02 03:04:05", "2024-01-02T03:04:05Z", "2024-01-02t03:04:05.5+01:00", "2024-1-2",
    "12345678901234567890", "123456789012345678901234567890", "9223372036854775807", "1.7976931348623157e309", "<<", "=", "é", "\U0001f600",
    "nginx:1.2", "a b", "a  b", "a\tb", "it's", 'say "hi"', "a#b", "a-b", "-x", "--", "x:", "x::", "1:", "a.b/c", "$(X)", "a:b", "\\", "\\n", "x\\", "",
    "key=value", "a|b", "a>b", "1 2", "0.0.0.0", "1.2.3",
]
# Those that end a scalar, or begin something else, in some places.
ODD_WORDS = [
    ".inf", "-.Inf", ".nan",     "http://h:80/p?q=1#f", "- x", "?x", ":x", "{{ x }}", "${X}", "%x", "@x", "`x`", "!x", "&x", "*x", "|", ">", "a, b", "[x", "x]", "{x", "x}", "a: b", "a #b",
    "\u0085", "\u2028", "\u00a0", "\ufeff", "---", "...",
]
ESCAPES = ["\\n", "\\t", "\\\\", '\\"', "\\0", "\\x41", "\\u00e9", "\\U0001F600", "\\e", "\\ ", "\\_", "\\N", "\\L", "\\P", "\\/", "\\'", "\\q", "\\\t",
           "\\a", "\\r"]
TAGS = ["!!str ", "!!int ", "!!float ", "!!bool ", "!!null ", "!!binary ", "!!timestamp ", "! ", "!local ", "!!map ", "!!seq ", "!!set ",
        "!<tag:yaml.org,2002:str> "]
# What may stand where a character stands, in a text that is changed.
CHARACTERS = [
    ":", "#", "-", "?", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", '"', "%", "@", "`", "\\", " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r",
    ": ", " #", "- ", "? ", "~", "<<: ", "=", "/", ".", "_", "+", "0", "x", "\n ", "\n  ", "\n    ", "\u0085", "\u2028", "\u00a0", "\ufeff", "é", "\U0001f600",
    "\x7f", "\x01", "\ufffe", "---", "...", "\n---\n", "\n...\n", "!!str ", "&a ", "*a ", "|-\n", ">+\n",
]
LETTERS = "the quick brown fox jumps over a lazy dog 0123456789 , . : # ' \" - é"


class Scalars:
    def __init__(self, chance):
        self.chance = chance
        self.anchors = []

    def pick(self, *choices):
        return self.chance.choice(choices)

    def often(self, share):
        return self.chance.random() < share

    def document(self):
        self.anchors = []
        lines = []
        for number in range(self.chance.choice([1, 1, 2, 3])):
            lines += self.member(f"k{number}", 0)
        if self.often(0.05):
            lines.insert(0, self.pick("# head", "", "   ", "\t# tab" if self.often(0.1) else "# x"))
        end = self.pick("\n", "\n", "\n", "\n", "", "\n\n", "\n\n\n", "\n# tail\n", " \n", "\n  \n", "\t\n" if self.often(0.1) else "\n", "\n...\n")
        return "\n".join(lines) + end

    def member(self, name, indent):
        pad = " " * indent
        key = name
        if self.often(0.04):
            key = self.key(name)
        kind = self.chance.random()
        if kind < 0.40:
            return self.headed(f"{pad}{key}:", self.block_scalar(indent), indent)
        if kind < 0.72:
            return self.headed(f"{pad}{key}:", self.flow(0, indent), indent)
        if kind < 0.90:
            return self.headed(f"{pad}{key}:", self.scalar(indent, False), indent)
        if kind < 0.95:
            below = self.pick(2, 2, 1, 4)
            lines = [f"{pad}{key}:{self.comment()}"]
            for number in range(self.chance.choice([1, 2])):
                lines += self.member(f"m{number}", indent + below)
            return lines
        lines = [f"{pad}{key}:{self.comment()}"]
        below = self.pick(0, 2)
        for _ in range(self.chance.choice([1, 2])):
            value = self.pick(self.block_scalar, self.plain_or_flow)(indent + below)
            lines += self.headed(" " * (indent + below) + "-", value, indent + below)
        return lines

    def plain_or_flow(self, indent):
        return self.flow(0, indent) if self.often(0.5) else self.scalar(indent, False)

    def headed(self, head, value, indent):
        """The value behind a key or a dash, or on the next line."""
        if value[0] and not value[0].startswith(("|", ">")) and self.often(0.06):
            return [head + self.comment()] + [" " * (indent + self.pick(1, 2)) + value[0]] + value[1:]
        return [head + self.pick(" ", " ", " ", "  ", " \t" if self.often(0.2) else " ") + value[0]] + value[1:]

    def key(self, name):
        word = self.word()
        return self.pick(
            f'"{name}"', f"'{name}'", f"? {name}\n", f"{name} ", f"&k {name}", f"!!str {name}", word, f"{name}:{word}", f"{name}?")

    def word(self):
        return self.chance.choice(ODD_WORDS if self.often(0.03) else WORDS)

    def comment(self):
        return self.pick(*[""] * 12, " # c", "  #", "\t# c", " #c: d")

    def marks(self):
        """An anchor, a tag, both, or nothing."""
        text = ""
        if self.often(0.08):
            self.anchors.append(f"a{len(self.anchors)}")
            text += f"&{self.anchors[-1]} "
        if self.often(0.05):
            text += self.chance.choice(TAGS if self.often(0.3) else TAGS[-1:] + TAGS[:1])
        return text

    def scalar(self, indent, is_flow):
        """The lines of a scalar that is no block; the first without indentation."""
        if self.anchors and self.often(0.08):
            return [f"*{self.chance.choice(self.anchors)}{self.pick('', ' ', ' ') if is_flow else ''}"]
        marks = self.marks()
        style = self.chance.random()
        if style < 0.55:
            lines = self.broken(self.plain(is_flow), indent)
        elif style < 0.78:
            lines = self.broken(f"'{self.quoted(single=True)}'", indent)
        else:
            lines = self.broken(f'"{self.quoted(single=False)}"', indent)
        lines[0] = marks + lines[0]
        if not is_flow:
            lines[-1] += self.comment()
        return lines

    def plain(self, is_flow):
        text = self.word()
        if self.often(0.25):
            text += self.pick(" ", "", "-", ":", "_", ".") + self.word()
        if is_flow and self.often(0.12):
            text += self.pick(":", ":", "::", ":?" if self.often(0.2) else "#", "-", "!", "&", "*", "'", '"', "|", "%", "@", "=", "\\", "/")
        return text

    def quoted(self, single):
        parts = []
        for _ in range(self.chance.choice([0, 1, 1, 2, 3])):
            word = self.word()
            parts.append(word.replace("'", "''") if single else word.replace("\\", "\\\\").replace('"', '\\"'))
            if not single and self.often(0.3):
                parts.append(self.chance.choice(ESCAPES if self.often(0.1) else ESCAPES[:10]))
        return self.pick("", " ", "").join(parts) + self.pick("", "", "", " ", ":", "\\" if single else "")

    def broken(self, text, indent):
        """The text in several lines, now and then."""
        if " " not in text or not self.often(0.3):
            return [text]
        left, _, right = text.partition(" ")
        pad = self.pick(" " * (indent + 1), " " * (indent + 2), " " * (indent + 4), "\t", " " * indent, "", " " * (indent + 1) + "\t")
        middle = [""] * self.chance.choice([0, 0, 0, 1, 2])
        if self.often(0.1):
            middle.append(self.pick("  ", "\t", " # c", "    "))
        return [left + self.pick("", "", " ", "\t", " #c", "\\")] + middle + [pad + right]

    def flow(self, depth, indent):
        """The lines of a list or mapping between brackets."""
        opening, closing = self.pick("[]", "{}")
        items = []
        for number in range(self.chance.choice([0, 1, 1, 2, 2, 3])):
            items.append(self.flow_item(opening == "{", number, depth, indent))
        separator = self.pick(", ", ", ", ", ", ",", " , ", ",\n" + " " * (indent + 2), ",  ")
        space = self.pick("", "", "", " ", "\n" + " " * (indent + 2))
        tail = self.pick(*[""] * 8, ",", ", ", ",," if self.often(0.2) else ""," # c\n" + " " * (indent + 1))
        text = opening + space + separator.join(items) + tail + self.pick(space, "") + closing
        if depth == 0:
            text = self.marks() + text + self.comment()
        return text.split("\n")

    def flow_item(self, is_mapping, number, depth, indent):
        if depth < 2 and self.often(0.15):
            value = "\n".join(self.flow(depth + 1, indent))
        else:
            value = "\n".join(self.scalar(indent + 1, True))
        if not is_mapping and not self.often(0.1):
            return value
        kind = self.chance.random()
        key = self.pick(f"f{number}", f"f{number}", f"f{number}", f'"f{number}"', f"'f{number}'", self.word())
        if kind < 0.75:
            return key + self.pick(": ", ": ", ": ", ":", " : ", ":  ", ":\n" + " " * (indent + 2)) + value
        if kind < 0.85:
            return self.pick(key, key + ":", key + ": ", key + " :")
        if kind < 0.92:
            return f"? {key} : {value}"
        return value

    def block_scalar(self, indent):
        """The lines of a block; the first is its head."""
        fold = self.pick("|", ">", ">")
        chomp = self.pick("", "", "-", "+", "+")
        below = self.pick(2, 2, 2, 1, 3, 4)
        hint = str(below) if self.often(0.15) else self.pick(*[""] * 200, "1", "2", "9", "0")
        head = self.marks() + fold + self.pick(chomp + hint, hint + chomp) + self.comment() + self.pick(*[""] * 60, " ", "\t", " x")
        pad = " " * (indent + below)
        lines = [head]
        for _ in range(self.chance.choice([0, 1, 1, 2, 3, 4, 5])):
            kind = self.chance.random()
            if kind < 0.20:
                lines.append(self.pick("", "", "", " " * indent, pad, pad + " " if self.often(0.3) else "", " ", pad + "  " if self.often(0.3) else ""))
            elif kind < 0.35:
                lines.append(pad + self.pick(" ", "  ", "   ", "\t" if self.often(0.2) else " ", "- ") + self.word())
            elif kind < 0.40:
                lines.append(" " * (indent + self.pick(1, 1, 0)) + self.word() if self.often(0.2) else pad)
            else:
                lines.append(pad + self.pick("", "", "", "- ", "# ", "key: ") + self.word() + self.pick(*[""] * 8, " ", "  ", "\t", " # c"))
        lines += [""] * self.chance.choice([0, 0, 0, 0, 1, 1, 2, 3])
        if self.often(0.08):
            lines.append(self.pick("# after", " # after", pad + "# after", " " * indent + "# after"))
        return lines

    def resolution(self):
        """Words that may be numbers, booleans, nulls or times, in all places."""
        word = self.resolved()
        tag = self.pick(*TAGS) + self.pick("", "", '"', "'")
        closing = tag[-1] if tag[-1] in "\"'" else ""
        return self.pick(
            f"k: {word}\n", f"k: [{word}, {word}]\n", f"k: {{a: {word}}}\n", f"k: {{{word}: a}}\n", f"{word}: a\n", f"k: {{{word}}}\n",
            f"? {word}\n: a\n", f"k:\n- {word}\n- a: {word}\n", f"k: {tag}{word}{closing}\n", f"k: [{tag}{word}{closing}]\n", f"{tag}{word}{closing}: a\n",
            f'k: "{word}"\n', f"k: |-\n  {word}\n", f"k: &a {word}\n*a : b\n", f"k: &a {word}\nl: [*a]\n", f"k: {tag}|-\n  {word}\n")

    def resolved(self):
        kind = self.chance.random()
        if kind < 0.12:
            word = self.pick("true", "yes", "on", "y", "false", "no", "off", "n", "null", "~", "nan", "inf", ".inf", ".nan", "<<", "=", "")
            word = self.pick(word, word.upper(), word.capitalize(), self.pick("+", "-", ".") + word, word + self.pick("", "e", "s", "1"))
        elif kind < 0.30:
            word = self.time()
        elif kind < 0.38:
            word = ":".join(self.digits("0123456789_", 3) for _ in range(self.pick(2, 2, 3)))
        else:
            word = self.number()
        return word

    def digits(self, letters, most):
        return "".join(self.chance.choice(letters) for _ in range(self.chance.randint(1, most)))

    def number(self):
        sign = self.pick("", "", "", "-", "+")
        kind = self.chance.random()
        few = self.pick(3, 3, 6, 20, 25)
        if kind < 0.30:
            prefix, letters = self.pick(
                ("0x", "0123456789abcdefABCDEF"), ("0X", "0123456789aF"), ("0b", "01"), ("0B", "01"), ("0o", "01234567"), ("0O", "07"), ("0", "01234567"),
                ("00", "0189"), ("0", "0123456789"), ("0x", "01g"), ("0b", "012"), ("0o", "078"))
            return sign + prefix + self.pick("", "", "", "_", "-", "+") + self.digits(letters + self.pick("", "", "_"), few)
        letters = self.pick("0123456789", "0123456789", "0", "0123456789_", "9")
        whole = self.digits(letters, few)
        if kind < 0.55:
            return sign + whole
        point = self.pick("", ".", ".", ".") + self.pick("", self.digits(letters, few))
        exponent = self.pick("", "", self.pick("e", "E") + self.pick("", "+", "-") + self.pick("", self.digits("0123456789", self.pick(1, 2, 3)), "_1", "1_0"))
        return sign + self.pick(whole, whole, whole, "") + point + exponent + self.pick(*[""] * 12, "f", "_", "p1", "L")

    def time(self):
        pick = self.pick
        day = f"{pick('2024', '2023', '0001', '9999', '0000', '24')}-{pick('01', '1', '12', '13', '00', '2')}-{pick('02', '2', '29', '30', '31', '32', '00', '1')}"
        if self.often(0.3):
            return day
        clock = f"{pick('03', '3', '23', '24')}:{pick('04', '4', '59', '60')}:{pick('05', '5', '59', '60', '5.')}"
        fraction = pick("", "", ".5", ".50", ".000", ",5", ".123456789", ".1234567891")
        zone = pick("", "", "Z", "Z", "z", "+01:00", "-05:30", "+00:00", "-00:00", "+24:00", "+25:00", "+1", "+01", "+0100", " Z", " +01:00", " UTC")
        return day + pick("T", "T", "t", " ", "  ") + clock + fraction + zone

    def structure(self):
        """Anchors, aliases, merge keys, odd keys and nesting in block style."""
        self.anchors = []
        return "\n".join(self.node(0, 0)) + self.pick("\n", "\n", "\n", "", "\n\n")

    def node(self, depth, indent):
        """The lines of a mapping in block style."""
        pad, lines = " " * indent, []
        for number in range(self.chance.choice([1, 2, 2, 3, 4])):
            key = self.pick(*[f"k{number}"] * 20, f"? k{number}\n{pad}", f'"k{number}"', "k 1", f"k{number} ", f"&b k{number}", self.word() if self.often(0.3) else "x")
            if self.anchors and self.often(0.25):
                key = self.pick("<<", "<<", "<<", "<<", "'<<'", "!!merge <<", f"*{self.chance.choice(self.anchors)} ")
            head = f"{pad}{key}:"
            if self.anchors and (key.endswith("<<") or self.often(0.12)):
                names = [f"*{self.chance.choice(self.anchors)}" for _ in range(self.pick(1, 2))]
                lines.append(head + " " + (names[0] if self.often(0.7) else f"[{', '.join(names)}]"))
            elif depth < 3 and self.often(0.45):
                lines += self.nested(head, depth, indent)
            else:
                value = self.pick(self.scalar(indent, False), self.flow(0, indent), self.block_scalar(indent), [""], ["{a: 1}"])
                lines += self.headed(head, value, indent)
            if self.often(0.06):
                lines.append(self.pick("", "# c", pad + "# c", pad + "  # c", "  ", "\t"))
        return lines

    def nested(self, head, depth, indent):
        below = indent + self.pick(2, 2, 2, 1, 4)
        if self.often(0.6):
            lines = self.node(depth + 1, below)
        else:
            lines = self.elements(depth, self.pick(indent, below))
        marks = self.marks().rstrip()
        return [head + (f" {marks}" if marks else "") + self.comment()] + lines

    def elements(self, depth, below):
        """The lines of a list in block style."""
        lines = []
        for _ in range(self.chance.choice([1, 2, 3])):
            if self.often(0.4):
                inner = self.node(depth + 1, below + 2)
                lines += [" " * below + self.pick("- ", "- ", "- ", "-\t" if self.often(0.2) else "- ") + inner[0].lstrip(" ")] + inner[1:]
            elif self.often(0.2):
                lines += [" " * below + "- - " + self.word(), " " * below + "  - " + self.word()]
            else:
                lines += self.headed(" " * below + "-", self.pick(self.block_scalar, self.plain_or_flow)(below), below)
        return lines

    def changed(self):
        """A text of another family with some characters changed."""
        text = self.pick(self.document, self.document, self.structure, self.resolution)()
        for _ in range(self.chance.choice([1, 1, 1, 2, 3])):
            at = self.chance.randrange(len(text) + 1)
            end = at + self.pick(0, 0, 1, 1, 2)
            text = text[:at] + self.pick("", self.chance.choice(CHARACTERS), self.chance.choice(CHARACTERS), self.long()) + text[end:]
        return text

    def long(self):
        """Words that a writer may have to fold."""
        return "".join(self.chance.choice(LETTERS) for _ in range(self.pick(20, 70, 90, 200))) if self.often(0.2) else ""

    def stream(self):
        """Whole files: several documents, marks, directives and line breaks of all kinds."""
        parts = [self.pick(*[""] * 10, "\ufeff", "%YAML 1.1\n---\n", "%YAML 1.2\n---\n", "# c\n", "\n", "---\n", "--- # c\n", "--- ", "...\n", "%TAG ! x\n---\n")]
        for number in range(self.chance.choice([1, 1, 2, 3])):
            if number > 0:
                parts.append(self.pick(*["---\n"] * 8, "---\n---\n", "--- # c\n", "---  \n", "...\n", "...\n---\n", "---\t\n", "--- a: b\n", " ---\n", "---x\n", "----\n", "\n---\n\n"))
            text = self.pick(
                self.document, self.document, self.structure, self.resolution, self.changed, self.whole, lambda: '{"a": [1, "\\/"]}\n', lambda: "# c\n", lambda: "")()
            parts.append(text if text.endswith("\n") or self.often(0.1) else text + "\n")
        text = "".join(parts)
        breaks = self.pick("\n", "\n", "\n", "\r\n", "\r", "mixed")
        if breaks == "mixed":
            return "".join(self.pick("\n", "\r\n", "\n\r") if letter == "\n" else letter for letter in text)
        return text.replace("\n", breaks)

    def whole(self):
        """A document that is no mapping in block style."""
        return self.pick(
            "\n".join(self.flow(0, 0)), "\n".join(self.scalar(0, False)), "\n".join(self.block_scalar(0)), f"- {self.word()}\n- {self.word()}", "null", "~")
