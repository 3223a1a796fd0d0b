import Calendar

extension KubeTime {
    /// Reads RFC 3339 with any fraction (cut to microseconds) and any offset; nil for everything else.
    package init?(_ text: String) {
        guard let time = InternetTime(text) else { return nil }
        self.init(microseconds: time.seconds * 1_000_000 + time.nanoseconds / 1_000)
    }
}
