/// The figures, as a Markdown table that can be pasted.
struct Report {
    struct Bare {
        let requests: Int
        let applied: Duration
        /// Until Kubernetes' own controllers had seen all Deployments.
        let settled: Duration
    }

    let applications: Int
    let bare: Bare
    let ours: Duration
    let before: ProcessUsage
    let after: ProcessUsage

    var text: String {
        """
        | \(applications) applications, \(bare.requests) objects | |
        |---|---|
        | bare server-side apply requests | \(Self.seconds(bare.applied)) |
        | the same, until Kubernetes has observed the Deployments | \(Self.seconds(bare.settled)) |
        | from apply to all Ready | \(Self.seconds(ours)) |
        | ratio to the bare requests | \(Self.decimal(ours / bare.applied)) |
        | ratio to the bare requests until observed | \(Self.decimal(ours / bare.settled)) |
        | controller's processor time | \(Self.decimal(after.processorSeconds - before.processorSeconds)) s |
        | controller's memory: before, now, peak | \(mebibytes(before.resident)), \(mebibytes(after.resident)), \
        \(mebibytes(after.peak)) MiB |
        """
    }

    static func seconds(_ duration: Duration) -> String { "\(decimal(duration / .seconds(1))) s" }

    private func mebibytes(_ bytes: Int) -> String { Self.decimal(Double(bytes) / 1_048_576) }

    static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
