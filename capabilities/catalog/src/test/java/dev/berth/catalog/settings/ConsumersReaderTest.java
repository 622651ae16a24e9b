package dev.berth.catalog.settings;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.ConsumerKey;
import dev.berth.core.system.FeatureGrant;
import dev.berth.core.system.OpenRoute;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumersReaderTest {
    private static final String DIGEST = "0f".repeat(32);
    private static final String SHOP =
            """
            name: test
            public-routes: [metrics]
            consumers:
              shop:
                purpose: Ranks what the shop shows
                contact: team-shop@example.org
                models: [sum]
                certificate-identities: ["dns:shop.example.org"]
                keys:
                  - {hash: "1234abcd:DIGEST", expires: 2027-01-31T00:00:00+01:00}
                  - {hash: "1234abce:DIGEST", revoked: true}
            """
                    .replace("DIGEST", DIGEST);

    private static final String FEATURES =
            """
            entities:
              airport: {type: string, meaning: an airport by its code}
            sources:
              flights: {csv: flights.csv, timestamp-column: at, columns: {at: timestamp, origin: string, delay: float32}}
            views:
              departures:
                version: 1
                summary: how departures go
                entities: {airport: origin}
                source: flights
                features: {delay: {meaning: m}}
              broken: {version: 7, summary: without a source}
            on-demand:
              sums:
                version: 2
                summary: s
                views: {there: {view: departures@1}}
                features: {twice: {type: float64, expression: "there.delay * 2.0", meaning: m}}
            services:
              arrival-delay@3: {summary: s, features: ["departures@1:delay"]}
              arrival-delay@4: {summary: s, features: ["departures@1:delay"]}
            """;

    @TempDir Path directory;

    private SystemOnDisk system;

    @BeforeEach
    void write() {
        system = new SystemOnDisk(directory).with("sum", "1", SystemOnDisk.PACKAGE);
    }

    private CatalogSnapshot read(String berthYaml) {
        system.write("berth.yaml", berthYaml);
        return system.catalog().read();
    }

    private AccessRules rules(String berthYaml) {
        return read(berthYaml).system().access();
    }

    @Test
    void consumer_whole_isReadAsWritten() {
        AccessRules rules = rules(SHOP);
        assertThat(rules.errors()).isEmpty();
        assertThat(rules.openRoutes()).containsExactly(OpenRoute.METRICS);
        ApiConsumer shop = rules.consumers().getFirst();
        assertThat(shop.name().value()).isEqualTo("shop");
        assertThat(shop.contact()).contains("team-shop@example.org");
        assertThat(shop.permissions())
                .contains(
                        new ApiConsumer.Permissions(Set.of(ModelName.of("sum")), Optional.empty()));
        assertThat(shop.management()).isFalse();
        assertThat(shop.credentials().identities()).containsExactly("dns:shop.example.org");
        assertThat(shop.credentials().keys())
                .isEqualTo(
                        List.of(
                                new ConsumerKey(
                                        "1234abcd",
                                        new Sha256(DIGEST),
                                        Optional.of(Instant.parse("2027-01-30T23:00:00Z")),
                                        false),
                                new ConsumerKey(
                                        "1234abce", new Sha256(DIGEST), Optional.empty(), true)));
    }

    @Test
    void system_withoutConsumers_hasReadableRulesOfNobody() {
        assertThat(rules("name: test\n")).isEqualTo(AccessRules.none());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "purpose: Ranks|porpoise: Ranks|5",
                "1234abcd:|1234ABCD:|10",
                "1234abce:|1234abcd:|11",
                "2027-01-31T00:00:00+01:00|2027-01-31|10",
                "revoked: true|revoked: perhaps|11",
                "dns:shop|shop|8",
                "[metrics]|[everything]|2",
                "consumers:|consumer:|3",
                "  shop:|  the shop:|4",
                "models: [sum]|models: sum|7",
                "models: [sum]|features: departures|7",
                "models: [sum]|features: [\"departures@0\"]|7",
                "models: [sum]|features: [\"departures:delay\"]|7",
                "models: [sum]|features: [departures, departures]|7",
                "name: test|name: [|"
            })
    void file_withAnError_hasNoRulesToRelyOn(String right, String wrong, Integer line) {
        CatalogSnapshot snapshot = read(SHOP.replace(right, wrong));
        AccessRules rules = snapshot.system().access();
        assertThat(rules.errors()).isNotEmpty();
        assertThat(rules.consumers()).isEmpty();
        assertThat(snapshot.errors()).containsAll(rules.errors());
        if (line != null) {
            assertThat(rules.errors().stream().map(error -> error.location().line()))
                    .contains(line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"models", "endpoints", "features"})
    void name_withALineBreakAtItsEnd_isAnError(String key) {
        AccessRules rules = rules(SHOP.replace("models: [sum]", key + ": [\"sum\\n\"]"));
        assertThat(rules.errors())
                .extracting(ValidationError::pointer)
                .containsExactly("/consumers/shop/" + key + "/0");
    }

    /// More of them than are reported.
    @ParameterizedTest
    @ValueSource(strings = {"models", "endpoints", "features"})
    void names_ofWrongFormByThousands_areErrors(String key) {
        String names =
                IntStream.range(0, 2000).mapToObj(i -> "\"" + i + " !\"").collect(joining(", "));
        assertThat(rules(SHOP.replace("models: [sum]", key + ": [" + names + "]")).errors())
                .isNotEmpty();
    }

    @Test
    void consumer_ofAModelThatIsNotThere_isAnErrorAndItsRulesHold() {
        CatalogSnapshot snapshot = read(SHOP.replace("models: [sum]", "models: [sums]"));
        assertThat(snapshot.errors())
                .extracting(ValidationError::found)
                .contains("the model 'sums'");
        assertThat(snapshot.system().access().errors()).isEmpty();
        assertThat(snapshot.system().access().consumers()).hasSize(1);
    }

    private Optional<ApiConsumer.Permissions> permissions(String declared) {
        return rules(SHOP.replace("models: [sum]", declared)).consumers().getFirst().permissions();
    }

    @Test
    void consumer_withAnyList_mayCallAndReadWhatIsListedAlone() {
        assertThat(permissions("management: false")).isEmpty();
        assertThat(permissions("features: [\"departures@1\", arrival-delay]"))
                .contains(
                        new ApiConsumer.Permissions(
                                Set.of(),
                                Optional.of(
                                        Set.of(
                                                FeatureGrant.parse("departures@1"),
                                                FeatureGrant.parse("arrival-delay")))));
        assertThat(permissions("features: []"))
                .contains(new ApiConsumer.Permissions(Set.of(), Optional.of(Set.of())));
        assertThat(permissions("endpoints: []"))
                .contains(new ApiConsumer.Permissions(Set.of(), Optional.empty()));
    }

    private List<String> grantErrors(String grant) {
        system.write("features/f.yaml", FEATURES);
        CatalogSnapshot snapshot =
                read(SHOP.replace("models: [sum]", "features: [\"" + grant + "\"]"));
        assertThat(snapshot.system().access().errors()).isEmpty();
        assertThat(snapshot.system().access().consumers()).hasSize(1);
        return snapshot.errors().stream()
                .filter(error -> error.pointer().contains("/shop/features"))
                .map(error -> error.found() + " | " + error.remedy())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "departures",
                "departures@1",
                "sums",
                "sums@2",
                "arrival-delay",
                "arrival-delay@3",
                "arrival-delay@4",
                "broken",
                "broken@7"
            })
    void consumer_ofFeaturesThatAreThere_isRight(String grant) {
        assertThat(grantErrors(grant)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "departurs|the view or service 'departurs'|write `departures`",
                "departure@1|the view or service 'departure@1'|write `departures@1`",
                "arival-delay|the view or service 'arival-delay'|write `arrival-delay`",
                "anything|the view or service 'anything'|remove it, or describe the view or service",
                "departures@2|version 2 of 'departures'|name one that is served, or `departures` for"
                        + " each",
                "arrival-delay@5|version 5 of 'arrival-delay'|name one that is served, or"
                        + " `arrival-delay` for each"
            })
    void consumer_ofFeaturesThatAreNotThere_isAnErrorAndItsRulesHold(
            String grant, String found, String remedy) {
        assertThat(grantErrors(grant)).containsExactly(found + " | " + remedy);
    }

    @Test
    void consumer_ofFeaturesWhereThereAreNone_isAnError() {
        assertThat(read(SHOP.replace("models: [sum]", "features: [departures]")).errors())
                .extracting(ValidationError::expected)
                .contains("one of features/, which has none");
    }

    @Test
    void system_withAnErrorElsewhere_hasRules() {
        AccessRules rules = rules(SHOP + "models: {nobody: {serve: latest}}\n");
        assertThat(rules.consumers()).hasSize(1);
    }

    @Test
    void fileName_misspelt_hasNoRulesToRelyOn() {
        system.write("berth.yml", SHOP);
        assertThat(system.catalog().read().system().access().errors()).hasSize(1);
    }
}
