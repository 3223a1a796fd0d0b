import Testing

@testable import Sourcing

@Suite("whose turn it is to ask a server") struct SourceTurnsTests {
    private let turns = SourceTurns<String>(SourceTurns.Shares(capacity: 8, namespace: 2, host: 3))
    private let start = Duration.zero

    private func begin(_ key: String, for namespaces: Set<String>, at host: String = "", after seconds: Int = 0) -> Bool
    {
        turns.begin(key, for: namespaces, at: host, now: start + .seconds(seconds))
    }

    @discardableResult private func end(_ key: String, after seconds: Int = 0, isDone: Bool = true) -> [String] {
        turns.end(key, isDone: isDone, now: start + .seconds(seconds))
    }

    /// Lets a key be known for its pace.
    private func know(_ key: String, seconds: Int) {
        #expect(begin(key, for: ["known"]))
        end(key, after: seconds)
    }

    @Test("a namespace has its share at once, whatever the hosts, and another one does not wait for it")
    func namespaces() {
        #expect(begin("a", for: ["shop"], at: "one"))
        #expect(begin("b", for: ["shop"], at: "two"))
        #expect(!begin("c", for: ["shop"], at: "three"))
        #expect(begin("d", for: ["data"], at: "four"))
    }

    @Test("a host is asked so much at once, by whomever; files have none")
    func hosts() {
        for key in ["a", "b", "c"] { #expect(begin(key, for: [key], at: "slow.example.org")) }
        #expect(!begin("d", for: ["d"], at: "slow.example.org"))
        #expect(begin("d", for: ["d"], at: "fast.example.org"))
        for key in ["e", "f"] { #expect(begin(key, for: [key])) }
    }

    @Test("what several namespaces want counts for the one that has least under way")
    func shared() {
        for key in ["a", "b", "c", "d"] { #expect(begin(key, for: ["data", "shop"])) }
        #expect(!begin("e", for: ["data", "shop"]))
    }

    @Test("of eight places six are for what nobody knows yet: however many namespaces hang, what was quick has room")
    func reserve() {
        know("quick", seconds: 1)
        for key in ["a", "b", "c", "d", "e", "f"] { #expect(begin(key, for: [key])) }
        #expect(!begin("g", for: ["g"]))
        #expect(begin("quick", for: ["shop"]))
    }

    @Test("what was slow has a quarter, and what nobody knows does not wait for it")
    func slow() {
        for key in ["a", "b", "c"] { know(key, seconds: 11) }
        #expect(begin("a", for: ["one"]))
        #expect(begin("b", for: ["two"]))
        #expect(!begin("c", for: ["three"]))
        #expect(begin("new", for: ["four"]))
        end("new")
        // One that was quick and is not any more takes a place of the slow.
        #expect(end("a", isDone: false) == ["c"])
        know("turned", seconds: 1)
        end("b", isDone: false)
        #expect(begin("turned", for: ["five"]))
        #expect(begin("c", for: ["three"], after: 11))
        #expect(!begin("a", for: ["one"], after: 11))
    }

    @Test("what was broken off says nothing of the server")
    func brokenOff() {
        #expect(begin("a", for: ["one"]))
        end("a", after: 100, isDone: false)
        for key in ["b", "c"] {
            know(key, seconds: 11)
            #expect(begin(key, for: [key]))
        }
        #expect(begin("a", for: ["one"]))
    }

    @Test("an end calls those who waited and may begin now: first whose namespace has least under way, then the first")
    func ends() {
        for key in ["a", "b"] { #expect(begin(key, for: ["shop"], at: "one")) }
        #expect(begin("x", for: ["data"], at: "one"))
        for key in ["c", "d"] { #expect(!begin(key, for: ["shop"], at: "one")) }
        #expect(!begin("y", for: ["other"], at: "one"))
        #expect(end("a") == ["y"])
        // Somebody else was faster: the place is kept.
        #expect(begin("z", for: ["fourth"], at: "one"))
        #expect(!begin("y", for: ["other"], at: "one"))
        #expect(end("z") == ["y"])
        #expect(begin("y", for: ["other"], at: "one"))
        #expect(end("b") == ["c"])
        #expect(turns.forget("c", now: start) == ["d"])
        #expect(end("x") == ["d"])
    }

    @Test("one that withdraws is not called, and where it was, the next is in its stead")
    func withdrawals() {
        for key in ["a", "b", "c"] { #expect(begin(key, for: [key], at: "one")) }
        for key in ["d", "e", "f"] { #expect(!begin(key, for: [key], at: "one")) }
        #expect(turns.withdraw("d", now: start) == [])
        #expect(end("a") == ["e"])
        #expect(turns.withdraw("e", now: start) == ["f"])
        #expect(begin("f", for: ["f"], at: "one"))
        #expect(turns.withdraw("f", now: start) == [])
        #expect(end("b") == [])
    }

    @Test("whoever asks elsewhere meanwhile keeps its place among those who wait there")
    func moves() {
        for key in ["a", "b", "c"] { #expect(begin(key, for: [key], at: "one")) }
        for key in ["x", "y", "z"] { #expect(begin(key, for: [key], at: "two")) }
        for (key, host) in [("d", "one"), ("e", "two"), ("f", "two")] { #expect(!begin(key, for: [key], at: host)) }
        #expect(!begin("d", for: ["d"], at: "two"))
        #expect(end("a") == [])
        #expect(end("x") == ["d"])
    }

    @Test("many who wait are called in their order, as many at once as there is room for")
    func crowd() {
        for key in ["a", "b"] { #expect(begin(key, for: ["shop"])) }
        for number in 0..<2_000 { #expect(!begin("\(number)", for: ["shop"])) }
        end("a")
        for number in 0..<2_000 {
            #expect(begin("\(number)", for: ["shop"]))
            #expect(end("\(number)") == (number == 1_999 ? [] : ["\(number + 1)"]))
        }
    }

    @Test(arguments: [
        ("https://Git.example.org/a/b.git", "git.example.org"),
        ("https://git.example.org:8443/a", "git.example.org:8443"),
        ("ssh://git@git.example.org:2222/a", "git.example.org:2222"),
        ("git@git.example.org:a/b.git", "git.example.org"),
        ("oci://registry.example.org/charts", "registry.example.org"), ("file:///srv/git/a.git", ""),
    ]) func `Servers are told by their addresses`(url: String, host: String) {
        #expect(SourceHost.name(in: url) == host)
    }
}
