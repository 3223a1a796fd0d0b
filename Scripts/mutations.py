"""What Scripts/fuzz does to real charts and overlays: small changes of the kind that people make, and that break things."""
import glob
import os
import re

SCALARS = r"""null ~ "" '' true no on 0 -1 8080 017 0o17 0x1F 1_000 1e3 1e400 .5 1.10 1000000 1e-7 0.00001 123456.789
12345678901234567890 .inf 2020-01-01 12:30:45 abc "a b" "true" "123" '1e3' "~" "a: b" "a\nb" "\ttab" "trail " "é" "\u2028"
"{{ .Release.Name }}" "$(X)" "*" [] {} [1] {a: null} {1: a} {true: b} !!str 1 v1.2.3 100m latest a/b:c - &x y *x |"""
SCALARS = re.findall(r""""(?:[^"\\]|\\.)*"|'[^']*'|\{[^}]*\}|!!str 1|&x y|\S+""", SCALARS)

FUNCTIONS = """quote squote toYaml toJson toString int float64 upper trunc_3 len kindOf typeOf nindent_2 default_"d" b64enc
sortAlpha first last toPrettyJson fromYaml not empty until list join_"-" tuple printf_"%v" printf_"%d" printf_"%q" print
html add_1 div_3 mod_7 floor required_"m" fail semver regexMatch_"a" splitList_"." compact deepCopy values index_0 slice_1
eq_1 ne_nil lt_1 and_1 or_0 substr_0_2 repeat_2 wrap_5 toToml fromJsonArray title snakecase""".split()

OPERANDS = """.Values .Chart .Release.Name .Capabilities.KubeVersion.Minor .Template.Name .Files .Subcharts . $ nil true 1
-1 1.5 0x10 "s" `raw` 'a' .a.b $x .Values.nope.nope (list) (dict) (tpl_"{{_.x_}}"_.) (include_"x"_.) (toYaml_.Values)
(.Files.Get_"values.yaml") (index_.Values_"a")""".split()

SNIPPETS = """{{ if @ }}x{{ else if @ }}y{{ end }}|{{ with @ }}{{ . }}{{ else with @ }}[{{ . }}]{{ else }}-{{ end }}
{{ range $i, $e := @ }}{{ $i }}={{ $e }}{{ break }}{{ else }}-{{ end }}|{{ $x := @ }}{{ $x }}|{{- @ -}}|{{ toYaml @ | nindent 4 }}
{{ tpl (toYaml @) $ }}|{{ define "q" }}{{ . }}{{ end }}{{ template "q" @ }}|{{/* c */}}|{{ end }}|{{ else }}|{{ if }}|{{|{{ "a
{{ (1 }}|{{ | }}|{{ 1 2 }}|{{ nope }}|{{ $nope }}|{{ include "nope" . }}|{{ 08 }}|{{ .a..b }}|{{ eq @ @ }}|{{ index @ @ }}
{{ printf "%v %d %q" @ @ @ }}|{{ fail @ }}|{{ merge @ @ }}|{{ dict @ @ }}|{{ ternary @ @ @ }}|{{ (@).x.y }}"""
SNIPPETS = [part for line in SNIPPETS.split("\n") for part in line.split("|{{")]
SNIPPETS = [part if part.startswith("{{") else "{{" + part for part in SNIPPETS]

CHART_LINES = """kubeVersion: "<1.20"|version: 1.0|version: 123456.789|appVersion: 1.10|appVersion: 2020-01-01|name: a/b|name: 5
keywords: [1, true]|annotations: {a: 1}|annotations: []|maintainers: [a]|deprecated: "true"|unknown: 1|dependencies: []
apiVersion: v1|  condition: ingress.enabled|  tags: [t]|  alias: other|  import-values: [data]|  version: ">=99\""""
CHART_LINES = [part for line in CHART_LINES.split("\n") for part in line.split("|")]

PARAMETERS = ["", "1", "null", "true", "{a,b}", "{}", "{a", r"a\,b", "1e3", "007", "a=b", "12345678901234567890", " x "]

FIELDS = r"""namespace: my-ns|namePrefix: p-|nameSuffix: "1"|commonLabels: {app: x}|commonLabels: {a: 1}
labels: [{pairs: {app: x}, includeSelectors: true}]|labels: [{pairs: {a: b}, includeTemplates: true}]|helmCharts: []|x: y
commonAnnotations: {a: "1.10"}|buildMetadata: [originAnnotations, transformerAnnotations]|sortOptions: {order: fifo}
images: [{name: @image, newTag: "1.10"}]|images: [{name: @image, newName: a/b, digest: "sha256:0"}]|crds: []
images: [{name: @image, tagSuffix: -s}]|replicas: [{name: @name, count: 3}]|replicas: [{name: @name, count: 1.5}]
configMapGenerator: [{name: @name, literals: [a=b, c=], behavior: merge}]|generatorOptions: {disableNameSuffixHash: true}
configMapGenerator: [{name: gen, literals: ["a='b'"]}]|secretGenerator: [{name: gen, literals: [a=b], type: Opaque}]
patches: [{target: {kind: @kind}, patch: '[{"op": "@op", "path": "@path", "value": @json}]'}]
patches: [{target: {kind: @kind, name: @name}, patch: '[{"op": "@op", "path": "@path", "from": "@path"}]'}]
patches: [{patch: '{"apiVersion": "@version", "kind": "@kind", "metadata": {"name": "@name", "labels": {"a": @json}}}'}]
patches: [{patch: '{"apiVersion": "@version", "kind": "@kind", "metadata": {"name": "@name"}, "$patch": "delete"}'}]
patches: [{target: {name: .*}, patch: '{"apiVersion": "v1", "kind": "K", "metadata": {"name": "n"}, "spec": @json}'}]
vars: [{name: V, objref: {apiVersion: @version, kind: @kind, name: @name}}]
replacements: [{source: {kind: @kind, name: @name}, targets: [{select: {kind: @kind}, fieldPaths: ["@dotted"]}]}]"""
FIELDS = [part for line in FIELDS.split("\n") for part in line.split("|")]

ACTION = re.compile(r"\{\{.*?\}\}", re.S)


def lines(random, text):
    """YAML, line by line."""
    rows = text.split("\n")
    place = random.randrange(len(rows))
    row = rows[place]
    match random.randrange(9):
        case 0:
            del rows[place]
        case 1:
            rows.insert(place, row)
        case 2:
            rows[place] = "  " + row
        case 3:
            rows.insert(place, random.choice(["", "---", "# c", "...", " ---", "\t", "- a", "a: b", "null"]))
        case 4:
            rows[place] = row + random.choice([" # c", "\r", ":", '"', "'", " |", " >-", "{"])
        case 5:
            return text.replace("\n", "\r\n")
        case _:
            rows[place] = re.sub(r"(:\s+|-\s+)\S.*$", lambda found: found[1] + random.choice(SCALARS), row)
    return "\n".join(rows)


def filled(random, text):
    while "@" in text:
        text = text.replace("@", random.choice(OPERANDS).replace("_", " "), 1)
    return text


def template(random, text):
    actions = list(ACTION.finditer(text))
    if not actions or random.random() < 0.2:
        place = random.randrange(len(text) + 1)
        return text[:place] + filled(random, random.choice(SNIPPETS)) + text[place:]
    chosen, other = random.choice(actions), random.choice(actions)
    action = chosen[0]
    place = random.randrange(len(action))
    new = random.choice([
        lambda: "",
        lambda: action + action,
        lambda: other[0],
        lambda: action.replace("{{-", "{{").replace("-}}", "}}"),
        lambda: re.sub(r"\s*-?\}\}$", " -}}", action),
        lambda: re.sub(r"(\s*-?\}\})$", lambda end: f" | {random.choice(FUNCTIONS).replace('_', ' ')}{end[0]}", action),
        lambda: re.sub(r"\$?\.[\w.]+", lambda _: filled(random, "@"), action, count=1),
        lambda: action[:place] + random.choice("{}()|$.:=\"`' -1a") + action[place + random.randrange(2):],
        lambda: re.sub(r"\b(if|with|range|else|end|include)\b", random.choice(["if", "with", "else", "end"]), action),
    ])()
    return text[:chosen.start()] + new + text[chosen.end():]


def fields_in(text):
    """The paths of mappings in block style, roughly."""
    path, found = [], []
    for indent, key in re.findall(r"^( *)([A-Za-z][\w-]*):", text, re.M):
        path = [entry for entry in path if entry[0] < len(indent)] + [(len(indent), key)]
        found.append(".".join(key for _, key in path))
    return found


def parameter(random, chart):
    paths = fields_in(read(os.path.join(chart, "values.yaml"))) or ["a"]
    return random.choice(paths) + random.choice(["", "", "", "[0]", ".x"]) + "=" + random.choice(PARAMETERS)


def helm(random, chart):
    """-> the file to change, its new text, and what --set is to say; the first two or the last."""
    templates = [path for path in glob.glob(f"{glob.escape(chart)}/templates/**/*", recursive=True) if os.path.isfile(path)]
    kind = random.random()
    if kind < 0.15:
        return None, None, parameter(random, chart)
    if kind < 0.25:
        rows = read(f"{chart}/Chart.yaml").split("\n")
        rows.insert(random.randrange(len(rows) + 1), random.choice(CHART_LINES))
        return f"{chart}/Chart.yaml", "\n".join(rows), None
    if kind < 0.5 or not templates:
        return f"{chart}/values.yaml", lines(random, read(f"{chart}/values.yaml")), None
    path = random.choice(templates)
    return path, template(random, read(path)), None


def kustomize(random, folder, files):
    """-> the file to change and its new text. `files` are those of the folder, its kustomization first."""
    if random.random() < 0.4:
        path = random.choice(files)
        return path, lines(random, read(path))
    objects = "\n---\n".join(read(path) for path in files[1:])
    field = random.choice(FIELDS)
    names = {
        "@image": r"image: ([^\s:@]+)", "@kind": r"^kind: (\w+)", "@name": r"^  name: ([\w.-]+)$",
        "@version": r"^apiVersion: ([\w./]+)", "@dotted": None, "@path": None, "@json": None, "@op": None,
    }
    for name, pattern in names.items():
        while name in field:
            if pattern:
                choice = random.choice(re.findall(pattern, objects, re.M) or ["a"])
            elif name == "@json":
                choice = random.choice(["1", "1000000", "1.50", "0.00001", "null", '"x"', '{"a": null}', "[1]", '"1e3"'])
            elif name == "@op":
                choice = random.choice(["add", "replace", "remove", "test", "copy", "move"])
            else:
                dotted = random.choice(fields_in(objects) or ["metadata.name"])
                choice = dotted if name == "@dotted" else "/" + dotted.replace(".", "/") + random.choice(["", "", "/x", "/-", "/0"])
            field = field.replace(name, choice, 1)
    text = read(files[0])
    key = field.split(":")[0]
    text = re.sub(rf"(?m)^{key}:[^\n]*\n?((?:[ #-][^\n]*\n?|\n)*)", "", text)
    return files[0], f"{text.rstrip()}\n{field}\n"


def read(path):
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""
