import CEL
import Documents
import Testing

/// The cases are those of Kubernetes' documentation and of its tests, by what they say.
@Suite("Kubernetes' functions")
struct KubernetesFunctionTests {
    @Test(
        "quantities",
        arguments: [
            "isQuantity('1.3G') && isQuantity('1.3Gi') && isQuantity('20') && isQuantity('10000k') && isQuantity('-2e-3')",
            "!isQuantity('1,3G') && !isQuantity('200K') && !isQuantity('Three') && !isQuantity('Mi') && !isQuantity('10Mo') && !isQuantity('')",
            "quantity('200M') == quantity('0.2G') && quantity('2000k') == quantity('0.002G') && quantity('200M') != quantity('0.3G')",
            "quantity('50M').isLessThan(quantity('50Mi')) && quantity('150Mi').isGreaterThan(quantity('100Mi'))",
            "quantity('200M').compareTo(quantity('0.2G')) == 0 && quantity('50M').compareTo(quantity('50Mi')) == -1",
            "quantity('50k').add(20) == quantity('50.02k') && quantity('50k').sub(quantity('20')) == quantity('49.98k')",
            "quantity('50k').add(20).sub(quantity('100k')).asInteger() == -49980 && quantity('1k').sub(2000).sign() == -1",
            "quantity('50k').add(20).sub(quantity('100k')).sub(-50000) == quantity('20')",
            "quantity('1Ki').asInteger() == 1024",
            "quantity('50000000G').isInteger() && !quantity('9999999999999999999999999999999999999G').isInteger()",
            "quantity('50.703k').asApproximateFloat() == 50703.0 && quantity('500m').asApproximateFloat() == 0.5 && !quantity('500m').isInteger()",
            "quantity('0.1n') == quantity('1n') && quantity('-0.1n') == quantity('-1n') && quantity('100Ei') == quantity('9223372036854775807')",
            "[quantity('9999999999999999999999999999999999999')].all(x, x.add(quantity('1')).compareTo(x.add(quantity('2'))) == -1)",
            "quantity('0').sign() == 0 && quantity('-0') == quantity('0') && quantity('-5').isLessThan(quantity('-4'))",
            "quantity('-9223372036854775808').asInteger() == -9223372036854775808",
        ])
    func quantities(_ source: String) { expectTrue(source) }

    @Test(
        "versions",
        arguments: [
            "isSemver('1.2.3-beta.1+build.1') && !isSemver('v1.0.0') && !isSemver('1.1') && !isSemver('01.01.01') && !isSemver('1.0.0 ')",
            "isSemver('v1.0', true) && isSemver('01.01.01', true) && isSemver('1', true) && !isSemver('1-a', true) && !isSemver('', true)",
            "semver('v01.01', true) == semver('1.1.0') && semver('1.2.3').minor() == 2 && semver('1.2.3').patch() == 3",
            "semver('1.0.0').isLessThan(semver('1.2.3')) && semver('1.0.0-a').isLessThan(semver('1.0.0'))",
            "semver('1.0.0-a.2').isLessThan(semver('1.0.0-a.10')) && semver('1.0.0-2').isLessThan(semver('1.0.0-a'))",
            "semver('1.0.0-a').isLessThan(semver('1.0.0-a.0')) && semver('1.0.0+a').compareTo(semver('1.0.0+b')) == 0",
        ])
    func versions(_ source: String) { expectTrue(source) }

    @Test(
        "addresses and networks",
        arguments: [
            "isIP('127.0.0.1') && isIP('::1') && !isIP('127.0.0.256') && !isIP(':::1') && !isIP('fe80::1%eth0') && !isIP('::ffff:1.2.3.4') && !isIP('01.2.3.4')",
            "ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD') && !ip.isCanonical('2001:db8::0:0:0:abcd')",
            "string(ip('1:0:0:2:0:0:0:3')) == '1:0:0:2::3' && string(ip('0:0:0:0:0:0:0:0')) == '::' && string(ip('1::')) == '1::'",
            "ip('127.0.0.1').family() == 4 && ip('::1').family() == 6 && ip('2001:db8::1') == ip('2001:DB8::1')",
            "ip('0.0.0.0').isUnspecified() && ip('::1').isLoopback() && ip('127.8.8.8').isLoopback() && ip('224.0.0.1').isLinkLocalMulticast()",
            "ip('ff02::1').isLinkLocalMulticast() && ip('169.254.1.1').isLinkLocalUnicast() && ip('febf::1').isLinkLocalUnicast()",
            "ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast() && !ip('ff00::1').isGlobalUnicast()",
            "isCIDR('192.168.0.0/16') && isCIDR('::1/128') && !isCIDR('192.168.0.0/33') && !isCIDR('::1/129') && !isCIDR('1.2.3.4') && !isCIDR('1.2.3.4/08')",
            "cidr('192.168.0.0/24').containsIP('192.168.0.1') && !cidr('192.168.0.0/24').containsIP(ip('192.168.1.1')) && !cidr('::/0').containsIP('1.2.3.4')",
            "cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24') && !cidr('192.168.1.0/24').containsCIDR(cidr('192.168.0.0/16'))",
            "cidr('192.168.0.1/24').masked() == cidr('192.168.0.0/24') && cidr('192.168.0.1/24') != cidr('192.168.0.0/24')",
            "cidr('10.1.2.3/0').masked().ip() == ip('0.0.0.0') && cidr('::1/128').prefixLength() == 128 && string(cidr('10.0.0.0/8')) == '10.0.0.0/8'",
        ])
    func networks(_ source: String) { expectTrue(source) }

    @Test(
        "addresses of the web",
        arguments: [
            "isURL('https://user:pass@example.com:80/path?query=val#fragment') && isURL('/absolute-path') && !isURL('https://a:b:c/') && !isURL('../relative-path') && !isURL('')",
            "url('https://example.com:80/').getHost() == 'example.com:80' && url('https://example.com/').getPort() == ''",
            "url('https://[::1]:80/').getHostname() == '::1' && url('https://[::1]:80/').getHost() == '[::1]:80' && url('https://[::1]:80/').getPort() == '80'",
            "url('https://example.com/path with spaces/').getEscapedPath() == '/path%20with%20spaces/' && url('/a%2Fb').getEscapedPath() == '/a%2Fb'",
            "url('https://example.com').getEscapedPath() == '' && url('/path').getScheme() == '' && url('HTTP://a').getScheme() == 'http'",
            "url('https://example.com/path?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}",
            "url('https://example.com/path?key with spaces=value with spaces').getQuery() == {'key with spaces': ['value with spaces']}",
            "url('https://example.com/path?').getQuery() == {} && url('/p?a=%2Fb+c').getQuery() == {'a': ['/b c']}",
            "url('https://example.com/') == url('https://example.com/') && type(url('/a')) == kubernetes.URL",
        ])
    func urls(_ source: String) { expectTrue(source) }

    @Test("what is none of these is an error")
    func refusals() {
        for (source, message) in [
            ("quantity('10Mo')", "'10Mo' is no quantity"),
            ("quantity('1.5').asInteger()", "cannot convert value to integer"),
            ("semver('v1.0')", "'v1.0' is no version"), ("ip('1.2.3')", "'1.2.3' is no IP address"),
            ("ip('fe80::1%e')", "with a zone"), ("ip('::ffff:1.2.3.4')", "IPv4-mapped"),
            ("cidr('1.2.3.4/')", "no network"),
            ("url('../a')", "no absolute path"), ("url('https://a:b:c/')", "is no URL"),
            ("quantity(1)", "no such overload"),
            ("quantity('1e101')", "no quantity"), ("semver('1.2.18446744073709551616')", "no version"),
            ("semver('18446744073709551615.0.0').major()", "overflow"),
        ] { expectFailure(source, message) }
    }
}
