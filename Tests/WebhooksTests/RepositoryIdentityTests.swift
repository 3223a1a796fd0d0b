import Testing
import Webhooks

@Suite("A repository's identity") struct RepositoryIdentityTests {
    static let groups: [[String]] = [
        [
            "https://github.com/Shop/Config", "https://github.com/shop/config.git", "git@github.com:shop/config.git",
            "ssh://git@github.com/shop/config", "ssh://git@ssh.github.com:443/shop/config.git",
            "git://github.com/shop/config.git", "https://user@github.com/shop/config/", "github.com/shop/config",
        ],
        [
            "https://gitlab.example.org:8443/a/b/c.git", "git@gitlab.example.org:a/b/c.git",
            "ssh://git@gitlab.example.org:2222/a/b/c.git", "https://gitlab.example.org/a/b/c",
        ],
        [
            "https://bitbucket.org/team/shop", "git@bitbucket.org:team/shop.git",
            "ssh://git@altssh.bitbucket.org:443/team/shop.git",
        ],
        [
            "https://git.example.org/scm/prj/shop.git", "ssh://git@git.example.org:7999/prj/shop.git",
            "https://git.example.org/projects/PRJ/repos/shop/browse",
        ],
        [
            "https://git.example.org/scm/~ada/shop.git", "ssh://git@git.example.org:7999/~ada/shop.git",
            "https://git.example.org/users/ada/repos/shop/browse",
        ],
        [
            "https://dev.azure.com/org/My%20Project/_git/shop", "https://org@dev.azure.com/org/my%20project/_git/shop",
            "git@ssh.dev.azure.com:v3/org/My%20Project/shop", "https://org.visualstudio.com/My%20Project/_git/shop",
            "https://org.visualstudio.com/DefaultCollection/My%20Project/_git/shop",
            "org@vs-ssh.visualstudio.com:v3/org/My%20Project/shop",
        ],
        ["https://dev.azure.com/org/shop/_git/shop", "https://dev.azure.com/org/_git/shop"],
        ["oci://registry-1.docker.io/team/shop", "docker.io/team/shop", "oci://index.docker.io/team/shop"],
    ]

    @Test("is one for all of its addresses, and is an address itself", arguments: groups)
    func same(_ addresses: [String]) throws {
        let identities = try addresses.map { try #require(RepositoryIdentity($0), "\($0)") }
        #expect(Set(identities).count == 1, "\(identities)")
        #expect(RepositoryIdentity(identities[0].description) == identities[0])
    }

    @Test("is another for every other repository")
    func others() {
        let all = Self.groups.compactMap { RepositoryIdentity($0[0]) }
        #expect(Set(all).count == Self.groups.count)
        #expect(RepositoryIdentity("https://github.com/shop/config2") != all[0])
        #expect(RepositoryIdentity("https://github.com.example.org/shop/config") != all[0])
    }

    @Test("takes hosts for one where they are said to be")
    func hosts() {
        let aliases = HostAliases([["git.example.org", "SSH-git.example.org:2222"]])
        let web = RepositoryIdentity("https://git.example.org/a/b.git", hosts: aliases)
        #expect(web == RepositoryIdentity("git@ssh-git.example.org:a/b.git", hosts: aliases))
        #expect(web != RepositoryIdentity("git@ssh-git.example.org:a/b.git"))
    }

    @Test(
        "is of addresses only",
        arguments: ["", "shop", "https://", "https://host", "https://host/", "://", "a:b", "@:/"])
    func none(_ text: String) { #expect(RepositoryIdentity(text) == nil) }
}
