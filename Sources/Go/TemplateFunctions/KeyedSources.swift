import Cryptography
import GoTemplate
package import GoValues

/// Results of functions that are kept with an application, so that its renders do not change by themselves.
package struct KeptResults: Sendable, Hashable {
    /// By the call's identity in hexadecimal digits. Texts hold private keys.
    package var texts: [String: [GoString]]
    /// By the call's identity in hexadecimal digits: seconds since 1970.
    package var moments: [String: Int64]

    package init(texts: [String: [GoString]] = [:], moments: [String: Int64] = [:]) {
        self.texts = texts
        self.moments = moments
    }

    package var isEmpty: Bool { texts.isEmpty && moments.isEmpty }

    /// These, and what only others have.
    package func merging(_ others: KeptResults) -> KeptResults {
        KeptResults(
            texts: texts.merging(others.texts) { own, _ in own },
            moments: moments.merging(others.moments) { own, _ in own })
    }
}

/// Private keys are not printed.
extension KeptResults: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(texts.count) kept texts and \(moments.count) moments" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Randomness that follows from a key: the same call gives the same bytes in each render, and who lacks the key can guess
/// none. Keys, certificates and moments are kept from one render to the next.
///
/// A call is known by its function, its source, the template it renders for, its arguments and how many equal calls there
/// were before it in the render: a change elsewhere in the source or in the chart does not touch it. A certificate is made anew when a third of its life
/// is left; what an authority has signed follows, because the authority is among the arguments.
package final class KeyedSources: FunctionSources {
    /// Of nothing yet.
    private let hash: KeyedHash
    private let scope: [UInt8]
    private let clock: () -> (seconds: Int64, nanoseconds: Int)
    private let before: KeptResults
    private var occurrences: [String: Int] = [:]

    /// What this render used of what was kept, and what it added: what is to be kept for the next.
    package private(set) var used = KeptResults()
    /// From when on some of that is to be made anew; nil where none is.
    package private(set) var renewal: Int64?

    /// - Parameters:
    ///   - key: secret, of the installation; at least 32 bytes.
    ///   - scope: names the application and the chart. Other scopes have other bytes.
    ///   - kept: what the last render left.
    ///   - clock: the time since 1970 in UTC.
    package init(
        key: [UInt8], scope: String, kept: KeptResults, clock: @escaping () -> (seconds: Int64, nanoseconds: Int)
    ) {
        hash = KeyedHash(key: key)
        self.scope = Array(scope.utf8)
        self.clock = clock
        before = kept
    }

    package func now(for call: FunctionCall) -> (seconds: Int64, nanoseconds: Int) {
        let identity = identity(of: call)
        let seconds = before.moments[identity.text] ?? clock().seconds
        used.moments[identity.text] = seconds
        return (seconds, 0)
    }

    package func random(for call: FunctionCall) -> any RandomByteSource {
        KeyedBytes(hash: hash, seed: identity(of: call).bytes)
    }

    package func kept(
        for call: FunctionCall, make: (inout any RandomByteSource, Int64) throws(GoError) -> [GoString]
    ) throws(GoError) -> [GoString] {
        let identity = identity(of: call)
        let present = clock().seconds
        if let texts = before.texts[identity.text], Self.renewal(of: texts).map({ $0 > present }) ?? true {
            return use(texts, for: identity.text)
        }
        // An authority must not give a number twice: these do not follow from the key.
        var random: any RandomByteSource = SystemBytes()
        return use(try make(&random, present), for: identity.text)
    }

    private func use(_ texts: [GoString], for identity: String) -> [GoString] {
        used.texts[identity] = texts
        renewal = [renewal, Self.renewal(of: texts)].compactMap(\.self).min()
        return texts
    }

    private static func renewal(of texts: [GoString]) -> Int64? {
        texts.compactMap { CertificateLife(pem: $0)?.renewal }.min()
    }

    /// Keyed, so that what is kept tells nothing of arguments.
    private func identity(of call: FunctionCall) -> (bytes: [UInt8], text: String) {
        let plain = digest([
            scope, Array(call.function.utf8), Array(call.place.source.utf8), Array(call.template.utf8),
            call.arguments.bytes,
        ])
        let number = occurrences[plain.text, default: 0]
        occurrences[plain.text] = number + 1
        return number == 0 ? plain : digest([plain.bytes, Array(String(number).utf8)])
    }

    /// Of parts with their lengths, so that no two lists of parts read the same.
    private func digest(_ parts: [[UInt8]]) -> (bytes: [UInt8], text: String) {
        var hash = hash
        for part in parts {
            hash.add(Array("\(part.count):".utf8))
            hash.add(part)
        }
        let bytes = hash.finish()
        return (bytes, HashFunctions.hexadecimal(bytes))
    }
}

/// Blocks of a keyed hash over a seed and a counter.
private struct KeyedBytes: RandomByteSource {
    /// Of nothing yet.
    private let hash: KeyedHash
    private let seed: [UInt8]
    private var block: [UInt8] = []
    private var counter: UInt64 = 0
    private var index = 0

    init(hash: KeyedHash, seed: [UInt8]) {
        self.hash = hash
        self.seed = seed
    }

    mutating func next() -> UInt8 {
        if index == block.count {
            var hash = hash
            hash.add(seed + encoded(counter))
            block = hash.finish()
            counter += 1
            index = 0
        }
        defer { index += 1 }
        return block[index]
    }

    private func encoded(_ counter: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: counter >> (8 * UInt64($0))) }
    }
}
