package dev.berth.fuzzing;

import dev.berth.catalog.system.CatalogSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// Fuzz target: a `berth.yaml`, which yields access rules or validation errors.
final class SystemFiles implements Target {
    private static final String WHOLE =
            """
            name: fuzzed
            models: {kinds: {serve: latest}}
            anonymous: allow
            public-routes: [metrics]
            issuers:
              corp: {issuer: "https://a.example", audience: b, jwks: "https://a.example/k", algorithms: [ES256], clock-skew: 5s}
              file: {issuer: c, audience: b, jwks: "file:keys.json"}
            consumers:
              shop:
                purpose: p
                owner: o
                contact: c
                models: [kinds]
                features: [departures@1, arrival-delay]
                keys: [{hash: "0123abcd:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f", expires: 2027-01-31T00:00:00Z}]
                certificate-identities: ["dns:a.example", "subject:CN=a"]
                tokens: [{issuer: corp, subject: s}, {issuer: file, claims: {azp: x}}]
                quota: {requests-per-second: 2.5, burst: 3, records-per-second: 70, records-burst: 90, concurrent-requests: 4, per-model: {kinds: {concurrent-requests: 1}}}
                management: true
            """;

    private final FuzzSystem system = FuzzSystem.described();

    @Override
    public List<byte[]> seeds() {
        return List.of(Bytes.utf8(WHOLE), Bytes.utf8("consumers: {a: {purpose: p}}\n"));
    }

    @Override
    public void accept(byte[] bytes) throws IOException {
        Files.write(system.directory().resolve("berth.yaml"), bytes);
        CatalogSnapshot snapshot = system.catalog().read();
        if (!snapshot.system().access().errors().isEmpty()
                && !snapshot.system().access().consumers().isEmpty()) {
            throw new AssertionError("rules that cannot be relied on");
        }
    }
}
