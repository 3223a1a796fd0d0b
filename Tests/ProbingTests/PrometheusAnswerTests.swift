import Operating
import Testing

@testable import Probing

@Suite("What Prometheus answers")
struct PrometheusAnswerTests {
    private func finding(
        _ body: String, status: Int = 200, min: Double? = 0, max: Double? = 1,
        noData: PrometheusProbe.NoData = .isOpen
    ) -> Operation.CheckFinding {
        let probe = PrometheusProbe(
            address: "http://p", query: "q", min: min, max: max, noData: noData, caPEM: nil)
        return PrometheusAnswer(status: status, body: Array(body.utf8)).finding(for: probe, from: "it")
    }

    private func vector(_ values: String...) -> String {
        let samples = values.map { "{\"metric\":{},\"value\":[1700000000.1,\"\($0)\"]}" }.joined(separator: ",")
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[\(samples)]}}"
    }

    @Test("a scalar or every value of a vector has to lie within the bounds")
    func bounds() {
        let scalar = #"{"status":"success","data":{"resultType":"scalar","result":[1,"0.5"]}}"#
        #expect(finding(scalar) == .asWished)
        #expect(finding(scalar, max: 0.4) == .otherwise("the greatest is 0.5, and not at most 0.4"))
        #expect(finding(vector("0", "1")) == .asWished)
        #expect(finding(vector("0", "1.5")) == .otherwise("the greatest of 2 values is 1.5, and not at most 1.0"))
        #expect(finding(vector("-1", "1")) == .otherwise("the least of 2 values is -1.0, and not at least 0.0"))
        #expect(finding(vector("+Inf"), max: nil) == .asWished)
        #expect(finding(vector("1e9"), max: nil) == .asWished)
    }

    @Test("no value means what was said that it means; no number is none")
    func noData() {
        for body in [vector(), vector("NaN")] {
            #expect(finding(body) == .open("the query gives no value"))
            #expect(finding(body, noData: .isFailure) == .otherwise("the query gives no value"))
            #expect(finding(body, noData: .isFine) == .asWished)
        }
        #expect(finding(vector("NaN", "2")) == .otherwise("the greatest is 2.0, and not at most 1.0"))
    }

    @Test("a query that is refused fails, a server that is busy decides nothing, and what is no value is said")
    func errors() {
        let refusal = #"{"status":"error","errorType":"bad_data","error":"parse error"}"#
        #expect(finding(refusal, status: 400) == .otherwise("it answered 400: parse error"))
        #expect(finding("no", status: 503) == .open("it answered 503"))
        #expect(finding("no") == .otherwise("it answered 200"))
        let matrix = #"{"status":"success","data":{"resultType":"matrix","result":[]}}"#
        #expect(finding(matrix) == .hopeless("the query gives neither a scalar nor a vector"))
        let histogram = #"{"status":"success","data":{"resultType":"vector","result":[{"histogram":[1,{}]}]}}"#
        #expect(finding(histogram) == .otherwise("the query gives what is no number"))
    }
}
