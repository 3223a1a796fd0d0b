import Testing

@testable import Metrics

@Suite struct MetricsTests {
    @Test("counters and gauges are written sorted, with help and type")
    func text() {
        let metrics = Metrics()
        let requests = metrics.counter("b_total", help: "Requests.", labels: ["verb", "code"])
        requests.increment(["list", "200"])
        requests.increment(["get", "404"], by: 2)
        requests.increment(["list", "200"])
        metrics.gauge("a", help: "Depth.").set([], 1.5)
        #expect(
            metrics.render() == """
                # HELP a Depth.
                # TYPE a gauge
                a 1.5
                # HELP b_total Requests.
                # TYPE b_total counter
                b_total{verb="get",code="404"} 2
                b_total{verb="list",code="200"} 2

                """)
    }

    @Test("label values and help texts cannot break a line")
    func escaping() {
        let metrics = Metrics()
        metrics.gauge("a", help: "back\\slash \"and\"\nline", labels: ["l"]).set(["q\"\\\n\r\né"], .infinity)
        #expect(
            metrics.render() == """
                # HELP a back\\\\slash "and"\\nline
                # TYPE a gauge
                a{l="q\\"\\\\\\n\r\\né"} +Inf

                """)
    }

    @Test("a histogram's buckets are cumulative and include their bound")
    func histogram() {
        let metrics = Metrics()
        let histogram = metrics.histogram("h_seconds", help: "H.", labels: ["r"], buckets: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { histogram.observe(["ok"], value) }
        histogram.observe(["ok"], .milliseconds(100))
        #expect(
            metrics.render().split(separator: "\n").dropFirst(2).map(String.init) == [
                #"h_seconds_bucket{r="ok",le="0.1"} 3"#,
                #"h_seconds_bucket{r="ok",le="1"} 4"#,
                #"h_seconds_bucket{r="ok",le="+Inf"} 5"#,
                #"h_seconds_sum{r="ok"} 7.75"#,
                #"h_seconds_count{r="ok"} 5"#,
            ])
    }

    @Test("series above the limit are dropped and counted; the known ones go on")
    func limit() {
        let metrics = Metrics(seriesLimit: 2)
        let counter = metrics.counter("c_total", help: "C.", labels: ["l"])
        for label in ["a", "b", "c", "d", "a"] { counter.increment([label]) }
        let text = metrics.render()
        #expect(text.contains("c_total{l=\"a\"} 2\n"))
        #expect(!text.contains("l=\"c\""))
        #expect(text.contains("martlet_metrics_dropped_updates_total{metric=\"c_total\"} 2\n"))
    }

    @Test("asking for a name again gives the same figures")
    func again() {
        let metrics = Metrics()
        metrics.counter("c_total", help: "C.").increment()
        metrics.counter("c_total", help: "C.").increment([], by: -5)
        metrics.counter("c_total", help: "C.").increment()
        #expect(metrics.render().hasSuffix("c_total 2\n"))
    }

    @Test("several closures feed one gauge; removed series are gone")
    func collected() {
        let metrics = Metrics()
        for queue in ["x", "y"] {
            metrics.gauge("depth", help: "D.", labels: ["queue"]) { [([queue], 3)] }
        }
        let gauge = metrics.gauge("depth", help: "D.", labels: ["queue"])
        gauge.set(["z"], 1)
        gauge.remove(["z"])
        #expect(metrics.render().hasSuffix("depth{queue=\"x\"} 3\ndepth{queue=\"y\"} 3\n"))
    }

    @Test("updates from many tasks are all counted")
    func concurrent() async {
        let metrics = Metrics()
        let counter = metrics.counter("c_total", help: "C.", labels: ["l"])
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { for _ in 0..<1_000 { counter.increment(["\(task % 2)"]) } }
            }
        }
        #expect(metrics.render().hasSuffix("c_total{l=\"0\"} 4000\nc_total{l=\"1\"} 4000\n"))
    }

    #if os(Linux)
        @Test("the process's own figures are plausible")
        func process() throws {
            #expect(try #require(ProcessFigures.memory(field: 1)) > 1_000_000)
            #expect(try #require(ProcessFigures.memory(field: 0)) > 1_000_000)
            #expect(try #require(ProcessFigures.processorSeconds()) >= 0)
            #expect(try #require(ProcessFigures.openFiles()) >= 1)
            #expect(try #require(ProcessFigures.startTime()) > 1_700_000_000)
            let metrics = Metrics()
            metrics.addProcess()
            #expect(metrics.render().contains("\nprocess_resident_memory_bytes "))
        }
    #endif
}
