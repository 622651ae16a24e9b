package dev.berth.catalog.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.AnonymousPolicy;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.Quota;
import dev.berth.core.system.SignatureAlgorithm;
import dev.berth.core.system.TokenIdentity;
import dev.berth.core.system.TokenIssuer;
import dev.berth.core.system.ValidationError;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Issuers, tokens, quotas and anonymous callers in `berth.yaml`.
final class IssuersReaderTest {
    private static final String FILE =
            """
            name: test
            anonymous: allow
            issuers:
              corp:
                issuer: https://login.example.org
                audience: models
                jwks: https://login.example.org/jwks.json
              plant:
                issuer: plant-7
                audience: berth
                jwks: file:keys/plant.json
                algorithms: [ES256]
                clock-skew: 5s
            consumers:
              shop:
                purpose: Ranks what the shop shows
                owner: Shop team
                tokens:
                  - {issuer: corp, subject: svc-shop}
                  - {issuer: plant, claims: {azp: shop}}
                quota:
                  requests-per-second: 2.5
                  concurrent-requests: 4
                  per-model: {sum: {requests-per-second: 1, burst: 7, records-per-second: 40, records-burst: 90}}
            """;

    @TempDir private Path directory;

    private SystemOnDisk system;

    @BeforeEach
    void write() {
        system = new SystemOnDisk(directory).with("sum", "1", SystemOnDisk.PACKAGE);
    }

    private AccessRules rules(String berthYaml) {
        return read(berthYaml).system().access();
    }

    private CatalogSnapshot read(String berthYaml) {
        system.write("berth.yaml", berthYaml);
        return system.catalog().read();
    }

    @Test
    void file_whole_isReadAsWritten() {
        AccessRules rules = rules(FILE);
        assertThat(rules.errors()).isEmpty();
        assertThat(rules.anonymous()).isEqualTo(AnonymousPolicy.ALLOW);
        assertThat(rules.issuers())
                .containsExactly(
                        new TokenIssuer(
                                "corp",
                                "https://login.example.org",
                                "models",
                                URI.create("https://login.example.org/jwks.json"),
                                TokenIssuer.ALGORITHMS_DEFAULT,
                                Duration.ofSeconds(30)),
                        new TokenIssuer(
                                "plant",
                                "plant-7",
                                "berth",
                                directory.resolve("keys/plant.json").toUri(),
                                Set.of(SignatureAlgorithm.ES256),
                                Duration.ofSeconds(5)));
        ApiConsumer shop = rules.consumers().getFirst();
        assertThat(shop.owner()).contains("Shop team");
        assertThat(shop.credentials().tokens())
                .isEqualTo(
                        List.of(
                                new TokenIdentity("corp", Map.of("sub", "svc-shop")),
                                new TokenIdentity("plant", Map.of("azp", "shop"))));
        assertThat(shop.quota())
                .contains(
                        new Quota(
                                new Quota.Limits(
                                        Optional.of(new Quota.Rate(2.5, 3)),
                                        Optional.empty(),
                                        OptionalInt.of(4)),
                                Map.of(
                                        "sum",
                                        new Quota.Limits(
                                                Optional.of(new Quota.Rate(1, 7)),
                                                Optional.of(new Quota.Rate(40, 90)),
                                                OptionalInt.empty()))));
    }

    @Test
    void file_withoutAWord_refusesTheAnonymous() {
        assertThat(rules(FILE.replace("anonymous: allow\n", "")).anonymous())
                .isEqualTo(AnonymousPolicy.DENY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anonymous: allow|anonymous: perhaps|2",
                "    audience: models|    audiences: models|6",
                "https://login.example.org/jwks.json|http://login.example.org/jwks.json|7",
                "https://login.example.org/jwks.json|ftp://login.example.org/jwks.json|7",
                "https://login.example.org/jwks.json|https://me:pw@login.example.org/jwks.json|7",
                "https://login.example.org/jwks.json|login.example.org|7",
                "file:keys/plant.json|'file:'|11",
                "issuer: plant-7|issuer: https://login.example.org|9",
                "[ES256]|[HS256]|12",
                "[ES256]|[none]|12",
                "[ES256]|[]|12",
                "clock-skew: 5s|clock-skew: 1h|13",
                "clock-skew: 5s|clock-skew: soon|13",
                "issuer: corp, subject|issuer: crop, subject|19",
                ", subject: svc-shop|''|19",
                "{azp: shop}|{azp: 7}|20",
                "{issuer: plant, claims: {azp: shop}}|{issuer: corp, subject: svc-shop}|20",
                "requests-per-second: 2.5|requests-per-second: 0|22",
                "requests-per-second: 2.5|burst: 3|22",
                "concurrent-requests: 4|concurrent-requests: 0|23",
                "records-per-second: 40, records-burst: 90|records-burst: 90|24",
                "records-per-second: 40|records-per-second: 0|24",
                "records-burst: 90|records-burst: 0.5|24",
                "  shop:|  anonymous:|15"
            })
    void file_withAnError_hasNoRulesToRelyOn(String right, String wrong, int line) {
        CatalogSnapshot snapshot = read(FILE.replace(right, wrong.equals("''") ? "" : wrong));
        AccessRules rules = snapshot.system().access();
        assertThat(rules.errors()).isNotEmpty();
        assertThat(rules.consumers()).isEmpty();
        assertThat(rules.anonymous()).isEqualTo(AnonymousPolicy.DENY);
        assertThat(snapshot.errors()).containsAll(rules.errors());
        assertThat(rules.errors().stream().map(error -> error.location().line())).contains(line);
    }

    @Test
    void issuer_onThisMachine_mayBeAskedInTheClear() {
        for (String host : new String[] {"localhost", "127.0.0.1", "[::1]"}) {
            assertThat(
                            rules(
                                            FILE.replace(
                                                    "https://login.example.org/",
                                                    "http://" + host + ":81/"))
                                    .errors())
                    .isEmpty();
        }
    }

    @Test
    void quota_ofWhatIsNotThere_isAnErrorAndItsRulesHold() {
        CatalogSnapshot snapshot = read(FILE.replace("{sum: {req", "{sums: {req"));
        assertThat(snapshot.errors())
                .extracting(ValidationError::found)
                .contains("the name 'sums'");
        assertThat(snapshot.system().access().consumers()).hasSize(1);
    }

    /// A key where its digest belongs, a token or a password: what is told of them is not them.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys: [{hash: SECRET}]",
                "keys: [SECRET]",
                "keys: SECRET",
                "keys: [{SECRET: 1}]",
                "SECRET: 1",
                "certificate-identities: [SECRET]",
                "certificate-identities: [\"dns:SECRET\", \"dns:SECRET\"]",
                "models: [SECRET]",
                "tokens: [{issuer: SECRET, subject: x}]",
                "tokens: [{issuer: corp, SECRET: x}]",
                "quota: {per-model: {SECRET: {burst: 1}}}",
                "keys: [{hash: SECRET",
                "keys: &SECRET {"
            })
    void secrets_writtenWhereTheyDoNotBelong_areInNoError(String line) {
        for (String secret :
                List.of(
                        "berth_5f1d3c0a_AbCdEfGhIjKlMnOpQrStUvWxYz012345678-_AbCdEf",
                        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzaG9wIn0.AbCdEfGhIjKlMn")) {
            CatalogSnapshot snapshot = read(FILE + "    " + line.replace("SECRET", secret) + "\n");
            assertThat(snapshot.errors()).isNotEmpty();
            assertThat(snapshot.errors().toString()).doesNotContain("AbCdEf");
        }
    }
}
