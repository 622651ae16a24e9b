package dev.berth.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.Consumer;
import dev.berth.core.system.ConsumerKey;
import dev.berth.core.system.Mistake;
import dev.berth.core.system.OpenRoute;
import dev.berth.core.system.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumersReaderTest {
    private static final String DIGEST = "0f".repeat(32);
    private static final String SHOP =
            """
            name: test
            open-routes: [metrics]
            consumers:
              shop:
                purpose: Ranks what the shop shows
                contact: team-shop@example.org
                models: [sum]
                identities: ["dns:shop.example.org"]
                keys:
                  - {hash: "1234abcd:DIGEST", expires: 2027-01-31T00:00:00+01:00}
                  - {hash: "1234abce:DIGEST", revoked: true}
            """
                    .replace("DIGEST", DIGEST);

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
        assertThat(rules.mistakes()).isEmpty();
        assertThat(rules.openRoutes()).containsExactly(OpenRoute.METRICS);
        Consumer shop = rules.consumers().getFirst();
        assertThat(shop.name().value()).isEqualTo("shop");
        assertThat(shop.contact()).contains("team-shop@example.org");
        assertThat(shop.models()).contains(Set.of(ModelName.of("sum")));
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
                "name: test|name: [|"
            })
    void file_withAMistake_hasNoRulesToRelyOn(String right, String wrong, Integer line) {
        CatalogSnapshot snapshot = read(SHOP.replace(right, wrong));
        AccessRules rules = snapshot.system().access();
        assertThat(rules.mistakes()).isNotEmpty();
        assertThat(rules.consumers()).isEmpty();
        assertThat(snapshot.mistakes()).containsAll(rules.mistakes());
        if (line != null) {
            assertThat(rules.mistakes().stream().map(mistake -> mistake.location().line()))
                    .contains(line);
        }
    }

    @Test
    void consumer_ofAModelThatIsNotThere_isAMistakeAndItsRulesHold() {
        CatalogSnapshot snapshot = read(SHOP.replace("models: [sum]", "models: [sums]"));
        assertThat(snapshot.mistakes()).extracting(Mistake::found).contains("the model 'sums'");
        assertThat(snapshot.system().access().mistakes()).isEmpty();
        assertThat(snapshot.system().access().consumers()).hasSize(1);
    }

    @Test
    void system_withAMistakeElsewhere_hasRules() {
        AccessRules rules = rules(SHOP + "models: {nobody: {serve: latest}}\n");
        assertThat(rules.consumers()).hasSize(1);
    }

    @Test
    void fileName_misspelt_hasNoRulesToRelyOn() {
        system.write("berth.yml", SHOP);
        assertThat(system.catalog().read().system().access().mistakes()).hasSize(1);
    }
}
