package dev.berth.cards.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.cards.CreditSystem;
import dev.berth.cards.schema.PublishedSchema;
import dev.berth.protocol.json.JsonValues;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Test of the JSON of Google's Model Card Toolkit, written and read.
class ToolkitCardTest {
    private static final PublishedSchema SCHEMA =
            PublishedSchema.of(ToolkitCardTest.class, "model-card-toolkit-0.0.2.schema.json");

    @TempDir Path directory;

    private Map<String, @Nullable Object> card(CreditSystem system) {
        return ToolkitCard.of(system.documents().context("credit"));
    }

    @Test
    void card_withEverything_fitsTheSchema() {
        CreditSystem system =
                CreditSystem.in(directory)
                        .edit(
                                "cards/credit.yaml",
                                text ->
                                        text.replace("About *model-card date*", "2026-12-01")
                                                .replace(
                                                        "About *model-card paper*",
                                                        "https://example.org/paper"));

        Map<String, @Nullable Object> card = card(system);

        assertThat(SCHEMA.errors(card)).isEmpty();
        assertThat(JsonValues.text(card))
                .contains("\"schema_version\":\"0.0.2\"")
                .contains(
                        "\"date\":\"2026-12-01\"", "{\"reference\":\"https://example.org/paper\"}")
                .contains("{\"identifier\":\"MIT\"}")
                .contains(
                        "{\"type\":\"accuracy\",\"value\":\"0.7712\",\"confidence_interval\":"
                                + "{\"lower_bound\":\"0.7512\",\"upper_bound\":\"0.7912\"}}")
                .contains("\"slice\":\"age_group=young\"")
                .contains("{\"key\":\"age\",\"value\":\"float32 [N], in a: the customer's age\"}")
                .contains("\"mitigation_strategy\":\"About *model-card mitigations*\"");
    }

    @Test
    void card_withoutAnAuthor_fitsTheSchemaAsWell() {
        CreditSystem system = CreditSystem.in(directory).card("model: credit\n");

        assertThat(SCHEMA.errors(card(system))).isEmpty();
    }

    @Test
    void schema_ofTheTest_findsWhatDoesNotFit() {
        Map<String, @Nullable Object> card = new HashMap<>(card(CreditSystem.in(directory)));

        card.put("model_details", Map.of("licenses", List.of(Map.of("name", "MIT"))));
        assertThat(SCHEMA.errors(card)).isNotEmpty();
        card.put("model_details", Map.of());
        card.put("colour", "red");
        assertThat(SCHEMA.errors(card)).isNotEmpty();
    }

    @Test
    void card_thatWasWritten_isReadAgain() {
        CreditSystem system = CreditSystem.in(directory);

        ImportedCard read =
                ToolkitCardReader.read(JsonValues.text(card(system)), "model_card.json");

        assertThat(read.title()).contains("credit");
        assertThat(read.license()).contains("MIT");
        assertThat(read.texts())
                .containsEntry("details.developers", "About *model-card developers*")
                .containsEntry("details.type", "About *model-card type*")
                .containsEntry("ethical-considerations.risks", "About *model-card risks*")
                .containsEntry("intended-use.primary-users", "About *model-card primary-users*");
        assertThat(read.results()).contains("accuracy: 0.7712", "ROC AUC of age_group=young: 0.74");
        system.card(read.yaml("model_card.json", "credit"));
        assertThat(system.snapshot().errors()).isEmpty();
    }

    /// With texts in place of objects, one licence and numbers as values.
    @Test
    void card_ofVersion1_isRead() {
        ImportedCard read =
                ToolkitCardReader.read(
                        """
                        {"model_details": {"name": "Cats", "license": {"identifier": "Apache-2.0"},
                          "owners": [{"name": "Team", "contact": "team@example.org"}]},
                         "model_parameters": {"data": {"train": {"name": "x"}}},
                         "quantitative_analysis": {"performance_metrics": [{"type": "accuracy", "value": 0.9, "slice": "dogs"}]},
                         "considerations": {"users": ["People with cats"], "limitations": ["Lions"],
                          "ethical_considerations": [{"name": "None", "mitigation_strategy": "None"}]}}
                        """,
                        "cats.json");

        assertThat(read.license()).contains("Apache-2.0");
        assertThat(read.texts())
                .containsEntry("intended-use.primary-users", "People with cats")
                .containsEntry("caveats-and-recommendations.caveats", "Lions")
                .containsEntry("details.contact", "team@example.org");
        assertThat(read.results()).containsExactly("accuracy of dogs: 0.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"model_details\": ", "7"})
    void text_thatIsNoCard_isAProblem(String text) {
        assertThatThrownBy(() -> ToolkitCardReader.read(text, "x.json"))
                .hasMessageContaining("value-invalid")
                .hasMessageContaining("x.json");
    }

    @Test
    void values_ofOtherTypes_arePassedOver() {
        ImportedCard read =
                ToolkitCardReader.read(
                        "{\"model_details\": 5, \"considerations\": [], \"model_parameters\": null}",
                        "x.json");

        assertThat(read.texts()).isEmpty();
        assertThat(read.title()).isEmpty();
    }
}
