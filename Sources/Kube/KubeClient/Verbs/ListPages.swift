import Documents
import KubeModel

/// Which part of a list is asked for next, so that no answer is too large: pages become smaller where one was, and larger
/// again where there is much room in them.
///
/// Guarantees: ends. A page is halved at most down to one object, and the list begins again twice at most.
struct ListPages {
    enum Course: Equatable {
        /// The same part, of which nothing was received.
        case again
        /// From the beginning; what was received no longer counts.
        case anew
        case never(KubeError)
    }

    private enum Beginning {
        case first
        /// In one piece, which nothing can be forgotten of meanwhile.
        case whole
        /// In pages, as one piece is too much.
        case last
    }

    /// Nil: all that there is.
    private(set) var size: Int?
    private let most: Int
    private var usual: Int
    private var token: String?
    private var beginning = Beginning.first

    init(size: Int, most: Int) {
        self.size = size
        self.most = most
        usual = size
    }

    var query: [(String, String)] {
        [("limit", size.map(String.init)), ("continue", token)].compactMap { name, value in value.map { (name, $0) } }
    }

    /// One object may be as large as objects get.
    var limits: DocumentLimits { size == 1 ? .object : .page }

    mutating func receive(bytes: Int, token: String) {
        self.token = token
        guard let size, bytes < RequestBounds.page / 4 else { return }
        self.size = min(most, size * 2)
    }

    mutating func fail(_ error: KubeError) -> Course {
        if error.isOfSize {
            guard let size else {
                beginning = .last
                self.size = usual
                return .again
            }
            guard size > 1 else { return .never(error) }
            self.size = size / 2
            usual = size / 2
            return .again
        }
        guard error.code == .gone, token != nil, beginning == .first else { return .never(error) }
        beginning = .whole
        usual = size ?? usual
        size = nil
        token = nil
        return .anew
    }
}

/// How many objects of a collection fit into a page, where that is fewer than are asked for.
struct PageSizes {
    /// Few collections hold objects that large.
    static let limit = 1_000

    private var sizes: [String: Int] = [:]

    func size(of path: String, atMost most: Int) -> Int { max(1, min(most, sizes[path] ?? most)) }

    /// Where there is no room any more the others are forgotten, and found out again.
    mutating func note(_ size: Int, of path: String, insteadOf most: Int) {
        guard size < most else {
            sizes[path] = nil
            return
        }
        if sizes.count >= Self.limit, sizes[path] == nil { sizes = [:] }
        sizes[path] = size
    }
}
