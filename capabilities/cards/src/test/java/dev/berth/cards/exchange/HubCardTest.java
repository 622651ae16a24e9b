package dev.berth.cards.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.cards.CreditSystem;
import dev.berth.cards.schema.PublishedSchema;
import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Test of the metadata of Hugging Face's hub, written and read.
class HubCardTest {
    private static final PublishedSchema SCHEMA =
            PublishedSchema.of(HubCardTest.class, "hub-metadata.schema.json");

    @TempDir Path directory;

    private static String frontMatter(CreditSystem system) {
        return HubFrontMatter.of(system.documents().context("credit"));
    }

    private static Object parsed(String yaml) {
        Document document =
                DocumentReader.read(Path.of("README.md"), yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(document.errors()).isEmpty();
        return document.value().orElseThrow();
    }

    private CreditSystem system() {
        return CreditSystem.in(directory)
                .edit(
                        "cards/credit.yaml",
                        text ->
                                text
                                        + "hub: {language: [en, de], tags: [\"a: b\", 'x'], datasets: [d],"
                                        + " base-model: [m], pipeline-tag: tabular-classification,"
                                        + " library-name: onnx}\n");
    }

    @Test
    void frontMatter_isWhatTheHubAsksFor() {
        String yaml = frontMatter(system());

        assertThat(SCHEMA.errors(parsed(yaml))).isEmpty();
        assertThat(yaml)
                .startsWith("language:\n- en\n- de\nlicense: mit\nlibrary_name: onnx\n")
                .contains("model-index:\n- name: credit\n  results:\n  - task:\n")
                .contains("    - type: accuracy\n      name: accuracy\n      value: 0.7712\n")
                .doesNotContain("age_group=young")
                // Undefined, and no number for the hub.
                .doesNotContain("NaN", "nan");
    }

    @Test
    void schema_ofTheTest_findsWhatIsMissing() {
        String yaml = frontMatter(system());

        assertThat(SCHEMA.errors(parsed(yaml.replace("value: 0.7712", "wert: 0.7712"))))
                .anySatisfy(error -> assertThat(error).contains("value"));
        assertThat(SCHEMA.errors(parsed(yaml.replace("license: mit", "license: MIT License"))))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Apache-2.0, apache-2.0, ''",
        "GPL-3.0-or-later, gpl-3.0, ''",
        "LicenseRef-Bank, other, licenseref-bank"
    })
    void licence_hasTheNameOfTheHub(String spdx, String license, String name) {
        String yaml =
                frontMatter(
                        CreditSystem.in(directory)
                                .edit(
                                        "models/credit/1/model.yaml",
                                        text -> text.replace("license: MIT", "license: " + spdx)));

        assertThat(yaml).contains("license: " + license + "\n");
        assertThat(yaml.contains("license_name")).isEqualTo(!name.isEmpty());
        assertThat(yaml).contains(name);
    }

    @Test
    void card_thatWasWritten_isReadAgain() {
        String yaml = frontMatter(system());

        ImportedCard read = HubCardReader.read("---\n" + yaml + "---\n\n# credit\n", "README.md");

        assertThat(read.title()).contains("credit");
        assertThat(read.license()).contains("mit");
        assertThat(read.hub()).isEqualTo(system().documents().context("credit").card().hub());
        assertThat(read.results())
                .containsExactly(
                        "ROC AUC of data/test.csv (tabular-classification): 0.81",
                        "accuracy of data/test.csv (tabular-classification): 0.7712");
    }

    /// In the form of Hugging Face's template.
    private static final String README =
            """
            ---
            language: en
            license: other
            license_name: bank-1.0
            tags: [a]
            base_model: org/base
            model-index:
            - name: beans
              results:
              - task: {type: image-classification}
                dataset: {name: Beans, type: beans}
                metrics:
                - {type: accuracy, value: 0.7}
                - {type: f1, value: "20.0 ± 1.2"}
            ---
            # Model Card for Beans

            <!-- Provide a quick summary. -->

            ## Model Details

            ### Model Description

            A small network.

            - **Developed by:** [More Information Needed]

            ## Uses

            ### Direct Use

            Telling beans apart.

            ### Out-of-Scope Use

            ```
            # not a heading
            ```
            Peas.

            ## Bias, Risks, and Limitations

            It has seen few beans.

            ### Recommendations

            Look twice.

            ## Training Details

            ### Training Data

            Photographs <script>alert(1)</script> of beans.

            ## Citation
            """;

    @Test
    void card_ofTheHub_givesAFileForTheAuthor() {
        ImportedCard read = HubCardReader.read(README, "README.md");

        assertThat(read.title()).contains("Beans");
        assertThat(read.license()).contains("bank-1.0");
        assertThat(read.hub().languages()).containsExactly("en");
        assertThat(read.hub().baseModels()).containsExactly("org/base");
        assertThat(read.texts())
                .containsEntry("details.type", "A small network.\n\n- **Developed by:**")
                .containsEntry("intended-use.primary-uses", "Telling beans apart.")
                .containsEntry("intended-use.out-of-scope", "```\n# not a heading\n```\nPeas.")
                .containsEntry("ethical-considerations.risks", "It has seen few beans.")
                .containsEntry("caveats-and-recommendations.recommendations", "Look twice.")
                .containsEntry("training-data.datasets", "Photographs alert(1) of beans.")
                .doesNotContainKey("details.citation");
        assertThat(read.yaml("README.md", "credit"))
                .startsWith(
                        """
                        # From README.md.
                        # Its licence: bank-1.0; `license` in model.yaml says it here.
                        # Its results, which `berth evaluate` has to confirm:
                        #   accuracy of Beans (image-classification): 0.7
                        #   f1 of Beans (image-classification): 20.0 ± 1.2
                        model: credit
                        title: Beans
                        hub:
                          language:
                          - en
                        """);
    }

    @Test
    void file_fromACard_isOneThatBerthReads() {
        CreditSystem system = CreditSystem.in(directory);
        system.card(HubCardReader.read(README, "README.md").yaml("README.md", "credit"));

        assertThat(system.snapshot().errors()).isEmpty();
        assertThat(system.documents().context("credit").card().texts())
                .containsKey("model-card.intended-use.primary-uses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "---", "---\n", "---\n---\n", "# only\ntext", "---\nlicense: mit"})
    void text_withoutMetadata_isReadAllTheSame(String text) {
        assertThat(HubCardReader.read(text, "README.md").hub().tags()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"---\na: [\n---\n", "---\n- a\n---\n", "---\n\u0007: x\n---\n"})
    void metadata_thatIsNoYaml_isAProblem(String text) {
        assertThatThrownBy(() -> HubCardReader.read(text, "README.md"))
                .hasMessageContaining("value-invalid")
                .hasMessageContaining("README.md");
    }
}
