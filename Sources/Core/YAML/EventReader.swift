import CYAML

// SAFETY: one libyaml parser with one owner. Parser and input live from the owner's `init` to its `deinit`, libyaml only
// gets pointers to them, and what it hands out is copied before it is deleted. The places below say more.

/// What libyaml reports about a file, one piece at a time.
public struct Event {
    /// What begins, ends or stands here.
    public enum Kind {
        case streamEnd
        case documentStart
        case alias(String)
        case scalar(Scalar)
        case sequenceStart
        case mappingStart
        /// The end of a sequence or mapping.
        case collectionEnd
        /// Nothing that matters for the content.
        case other
    }

    /// A text as it was written, before any rules have given it a type.
    public struct Scalar {
        /// UTF-8.
        public var bytes: [UInt8]
        /// In full, as `tag:yaml.org,2002:str`, or local as `!name`.
        public var tag: String?
        /// Neither quoted nor a block.
        public var isPlain: Bool
        /// A `>` block.
        public var isFolded: Bool
        /// A `|` or `>` block.
        public var isBlock: Bool
        /// Whether the text says what the value is: plain, or with the tag `!`.
        public var isImplicit: Bool

        public var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    public var kind: Kind
    /// Of the start of a sequence or mapping: whether it is in brackets.
    public var isFlow: Bool
    /// The name that aliases know the node by.
    public var anchor: String?
    /// From 1.
    public var line: Int
    /// The line at whose beginning a block ends, or in which anything else does; from 1.
    public var endLine: Int
    /// From 1.
    public var column: Int
    /// Behind the last character, from 1.
    public var endColumn: Int
}

/// Why libyaml stopped, in its own words and places.
public struct EventProblem: Error {
    /// How far libyaml came. Rules report these differently.
    public enum Stage: Sendable {
        /// The bytes are no text.
        case encoding
        /// The text has no tokens.
        case scanning
        /// The tokens make no document.
        case parsing
        case memory
    }

    public var stage: Stage
    public var message: String
    /// From 0; of a problem of `encoding` libyaml knows none.
    public var line: Int
    /// From 0.
    public var column: Int
    /// What was being read, such as `while parsing a block mapping`.
    public var context: String?
    /// Where that began, from 0.
    public var contextLine: Int
    /// Of a problem of `encoding`.
    public var byteOffset: Int
}

/// A libyaml parser over one file. Owns the parser and the copy of the text that the parser points to.
@safe public struct EventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private var input: UnsafeMutableBufferPointer<UInt8>
    private let detectsEncoding: Bool
    /// How many events libyaml has given.
    private var eventCount = 0
    /// How much may still be read once more.
    private var bytesToReread = 64 * 1024 * 1024
    /// What stands for colons that libyaml would refuse.
    private var standIn: StandIn?
    /// What stands for byte order marks within the text, which libyaml drops at the beginning of a line.
    private let markStandIn: StandIn?
    /// A place that was asked for, as libyaml counts it and in bytes of the input. The next one is sought from there.
    private var cursor = (character: 0, byte: 0)

    /// Without `detectsEncoding` the bytes are taken as UTF-8, else as what a byte order mark says.
    public init(_ bytes: [UInt8], detectsEncoding: Bool) throws(EventProblem) {
        markStandIn = GoScalars.hasInnerMark(bytes) ? StandIn(for: bytes, original: GoScalars.byteOrderMark) : nil
        let bytes = markStandIn.map { GoScalars.withoutInnerMarks(bytes, $0) } ?? bytes
        // SAFETY: both allocations live until `deinit`, which frees them after libyaml has let go of them. One byte
        // more than the text keeps the address valid for an empty text, too.
        unsafe parser = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: bytes.count + 1)
        _ = unsafe input.initialize(fromContentsOf: bytes)
        unsafe input.initializeElement(at: bytes.count, to: 0)
        self.detectsEncoding = detectsEncoding
        try start()
    }

    private func start() throws(EventProblem) {
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            throw EventProblem(
                stage: .memory, message: "cannot be read: out of memory in yaml_parser_initialize", line: 0, column: 0,
                contextLine: 0, byteOffset: 0)
        }
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count - 1)
        if !detectsEncoding { unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING) }
    }

    deinit {
        // SAFETY: libyaml clears the parser even where its initialisation failed, so deleting it is always right.
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; behind the stream's end there is none. After an error there is none either.
    public mutating func next() throws(EventProblem) -> Event {
        while true {
            var event = unsafe yaml_event_t()
            // SAFETY: libyaml fills `event`, whose contents are copied before they are deleted.
            guard unsafe yaml_parser_parse(parser, &event) == 1 else {
                guard let bytes = mended() else { throw problem() }
                try startAgain(with: bytes)
                continue
            }
            defer { unsafe yaml_event_delete(&event) }
            if let bytes = unsafe withCommaInTag(of: event) {
                guard bytes.count <= bytesToReread else { throw unsafe tooManyTags(at: event.start_mark) }
                try startAgain(with: bytes)
                continue
            }
            eventCount += 1
            let mark = unsafe event.start_mark
            return unsafe Event(
                kind: kind(of: event), isFlow: EventReader.isFlow(event), anchor: EventReader.anchor(of: event),
                line: Int(mark.line) + 1, endLine: Int(event.end_mark.line) + 1, column: Int(mark.column) + 1,
                endColumn: Int(event.end_mark.column) + 1)
        }
    }

    // SAFETY, for the four below: which member of the union is valid follows from the event's type.

    private func kind(of event: yaml_event_t) -> Event.Kind {
        switch unsafe event.type {
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_ALIAS_EVENT: return .alias(unsafe EventReader.text(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart
        case YAML_MAPPING_START_EVENT: return .mappingStart
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
        case YAML_SCALAR_EVENT: return .scalar(unsafe scalar(of: event))
        default: return .other
        }
    }

    private func scalar(of event: yaml_event_t) -> Event.Scalar {
        let scalar = unsafe event.data.scalar
        var bytes = unsafe Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
        if let standIn { bytes = standIn.replaced(in: bytes) }
        if let markStandIn { bytes = markStandIn.replaced(in: bytes) }
        return unsafe Event.Scalar(
            bytes: bytes, tag: EventReader.text(scalar.tag),
            isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
            isFolded: scalar.style == YAML_FOLDED_SCALAR_STYLE,
            isBlock: scalar.style == YAML_FOLDED_SCALAR_STYLE || scalar.style == YAML_LITERAL_SCALAR_STYLE,
            isImplicit: scalar.plain_implicit == 1)
    }

    private static func isFlow(_ event: yaml_event_t) -> Bool {
        switch unsafe event.type {
        case YAML_SEQUENCE_START_EVENT: unsafe event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
        case YAML_MAPPING_START_EVENT: unsafe event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
        default: false
        }
    }

    private static func anchor(of event: yaml_event_t) -> String? {
        switch unsafe event.type {
        case YAML_SCALAR_EVENT: unsafe text(event.data.scalar.anchor)
        case YAML_SEQUENCE_START_EVENT: unsafe text(event.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: unsafe text(event.data.mapping_start.anchor)
        default: nil
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }

    private func problem() -> EventProblem {
        // SAFETY: the parser's messages are constant strings of libyaml's.
        let parser = unsafe parser.pointee
        let stage: EventProblem.Stage =
            switch unsafe parser.error {
            case YAML_READER_ERROR: .encoding
            case YAML_SCANNER_ERROR: .scanning
            case YAML_MEMORY_ERROR: .memory
            default: .parsing
            }
        return unsafe EventProblem(
            stage: stage, message: parser.problem.map { unsafe String(cString: $0) } ?? "cannot be read",
            line: Int(parser.problem_mark.line), column: Int(parser.problem_mark.column),
            context: parser.context.map { unsafe String(cString: $0) }, contextLine: Int(parser.context_mark.line),
            byteOffset: Int(parser.problem_offset))
    }

    /// The place of a byte, both from 1.
    public func place(ofByte offset: Int) -> (line: Int, column: Int) {
        // SAFETY: `input` lives as long as `self`, and the offset is cut to its length.
        let before = unsafe Array(input.prefix(max(0, offset)))
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return (before.count { $0 == 0x0A } + 1, String(decoding: before[lineStart...], as: UTF8.self).count + 1)
    }

    // MARK: What Go's libraries read and libyaml does not

    /// The text without what libyaml has stopped at, where Go's libraries read that; nil where something else is wrong, or
    /// too much has been read again already.
    private mutating func mended() -> [UInt8]? {
        // SAFETY: `input` lives as long as `self`.
        let isScanning = unsafe parser.pointee.error == YAML_SCANNER_ERROR
        guard unsafe isScanning && input.count <= bytesToReread else { return nil }
        let place = unsafe byte(ofCharacter: Int(parser.pointee.problem_mark.index))
        let bytes = unsafe Array(input.dropLast())
        switch place < bytes.count ? bytes[place] : nil {
        case UInt8(ascii: "\\"): return GoScalars.withoutEscapedApostrophes(bytes, from: place)
        case UInt8(ascii: ":"):
            guard let standIn = standIn ?? StandIn(for: bytes, original: [UInt8(ascii: ":")]) else { return nil }
            self.standIn = standIn
            return GoScalars.withoutFinalColons(bytes, from: place, standIn)
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"):
            return GoScalars.withIndicatorInTag(bytes, at: place)
        default: return nil
        }
    }

    /// The text with the comma in the tag, where a tag between brackets ends in one and nothing stands behind it, `[!a, b]`;
    /// nil for all other events. libyaml ends the tag before the comma.
    private mutating func withCommaInTag(of event: yaml_event_t) -> [UInt8]? {
        // SAFETY: the event's type says which member of the union is valid, and `input` lives as long as `self`.
        guard unsafe event.type == YAML_SCALAR_EVENT else { return nil }
        let scalar = unsafe event.data.scalar
        guard unsafe scalar.length == 0 && scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.tag != nil else {
            return nil
        }
        let place = unsafe byte(ofCharacter: Int(event.end_mark.index))
        guard unsafe place < input.count && input[place] == UInt8(ascii: ",") else { return nil }
        return unsafe GoScalars.withIndicatorInTag(Array(input.dropLast()), at: place)
    }

    private func tooManyTags(at mark: yaml_mark_t) -> EventProblem {
        EventProblem(
            stage: .memory, message: "has too many tags with a comma behind them; put a space between",
            line: Int(mark.line), column: Int(mark.column), contextLine: 0, byteOffset: 0)
    }

    /// Where in the input a character is; libyaml counts them without a byte order mark.
    private mutating func byte(ofCharacter index: Int) -> Int {
        // SAFETY: `input` lives as long as `self`, and no place beyond it is looked at.
        if index < cursor.character || cursor.byte == 0 {
            let hasMark = unsafe input.starts(with: [0xEF, 0xBB, 0xBF])
            cursor = (0, hasMark ? 3 : 0)
        }
        while cursor.character < index, unsafe cursor.byte < input.count - 1 {
            let byte = unsafe input[cursor.byte]
            cursor.byte += byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            cursor.character += 1
        }
        return cursor.byte
    }

    /// Goes on with another text, which has the same events so far.
    private mutating func startAgain(with bytes: [UInt8]) throws(EventProblem) {
        bytesToReread -= bytes.count
        cursor = (0, 0)
        // SAFETY: libyaml lets go of the former text before that is freed.
        unsafe yaml_parser_delete(parser)
        unsafe input.deallocate()
        unsafe input = .allocate(capacity: bytes.count + 1)
        _ = unsafe input.initialize(from: bytes + [0])
        try start()
        for _ in 0..<eventCount {
            var event = unsafe yaml_event_t()
            guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem() }
            unsafe yaml_event_delete(&event)
        }
    }
}
