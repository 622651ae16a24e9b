package dev.berth.cards.modelcard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.CreditSystem;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.render.DocumentForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardTest {
    @TempDir Path directory;

    private static SystemDocument card(CreditSystem system) {
        return system.documents().document(DocumentKind.MODEL_CARD, "credit");
    }

    private static String markdown(SystemDocument document) {
        return DocumentForm.MARKDOWN.write(document, Optional.empty());
    }

    private static List<String> missing(SystemDocument document) {
        return document.sections().stream()
                .flatMap(section -> section.missing().stream())
                .filter(MissingNotice::isRequired)
                .map(MissingNotice::what)
                .toList();
    }

    @Test
    void card_withEverything_isComplete() {
        SystemDocument card = card(CreditSystem.in(directory));

        assertThat(missing(card)).isEmpty();
        assertThat(card.sections()).hasSize(9).allMatch(DocumentSection::isComplete);
    }

    @Test
    void card_hasResultsOfEachKindWithTheirOrigin() {
        String text = markdown(card(CreditSystem.in(directory)));

        assertThat(text)
                .contains("|ROC AUC|0.810 (0.790 to 0.830)|bootstrap|")
                .contains("|Recall of bad|not defined: no bad row|none|")
                .contains("|age\\_group=young|100|0.740 (0.720 to 0.760)|")
                .contains("|old (age \\>= 60)|80|")
                .contains("### Intersectional results")
                .contains("|age\\_group=young and sex=f|40|")
                .contains("### Fairness by sex")
                .contains("|Demographic parity difference|0.060 (0.040 to 0.080)|0.013|\n")
                .contains("|Equalised odds ratio|not defined: no bad row of f|–|\n")
                .doesNotContain("|Demographic parity p")
                .contains("### Warnings of the evaluations")
                .contains("worse slice, `job=none`: accuracy 0.510 on 33 rows: declare the slice")
                .contains("intervals of 95 %, by the bootstrap with 1,000 resamples")
                .contains("- **Records of a request**: `64`")
                .contains("Pinned AUC is deprecated by its authors.")
                .contains("|job=none|33|0.510 (0.490 to 0.530)|0.790 (0.770 to 0.810)|2.0e−5|")
                .contains("### Robustness", "### Permutation importance of probability")
                .contains("### Template test identity")
                .contains("- **Command**: `berth evaluate bank credit`")
                .contains("- **Machine**: `Test CPU, 2 cores, 8 GiB, Linux, 25`")
                .contains("- **Date**: `2026-12-01T10:00:00Z`")
                .contains("- **Licence**: MIT")
                .contains("About *model-card developers*");
    }

    @Test
    void areas_ofColumns_areHeadedByGroup_whetherOrNotTheyAreIdentities() {
        CreditSystem system = CreditSystem.in(directory);
        system.edit(
                "evaluations/credit.json",
                text -> text.replaceFirst("\"column\" : \"sex\"", "\"column\" : \"identities\""));

        assertThat(markdown(card(system)))
                .contains("### Areas under the ROC curve by group", "*Metrics by group (")
                .doesNotContain("Fairness by identities", "identities = ");
    }

    @Test
    void numbers_keepFullPrecisionAndNameTheirSource() {
        MeasuredNumber accuracy =
                card(CreditSystem.in(directory)).numbers().stream()
                        .filter(number -> number.id().equals("credit/slices/all/accuracy"))
                        .findFirst()
                        .orElseThrow();

        assertThat(accuracy.value()).isEqualTo(0.7712);
        assertThat(accuracy.text()).isEqualTo("0.771");
        assertThat(accuracy.label()).isEqualTo("accuracy of all rows");
        assertThat(accuracy.source()).isEqualTo("evaluation credit");
    }

    @Test
    void text_thatIsMissing_makesItsSectionIncomplete() {
        CreditSystem system =
                CreditSystem.in(directory)
                        .edit("cards/credit.yaml", text -> text.replaceFirst(" *risks: .*\n", ""));

        SystemDocument card = card(system);

        assertThat(missing(card)).containsExactly("what harm may come of its use");
        assertThat(markdown(card))
                .contains(
                        "Write `model-card.ethical-considerations.risks` in `cards/credit.yaml`.");
    }

    @Test
    void card_withoutAnAuthor_saysWhatIsMissing() throws Exception {
        CreditSystem system = CreditSystem.in(directory);
        Files.delete(directory.resolve("cards/credit.yaml"));

        assertThat(missing(card(system))).hasSizeGreaterThan(15);
    }

    @Test
    void evaluation_ofAChangedModel_isOld() {
        CreditSystem system = CreditSystem.in(directory);
        system.edit("models/credit/1/model.yaml", text -> text.replace("age,", "age in years,"));

        assertThat(missing(card(system)))
                .singleElement()
                .asString()
                .contains("evaluations/credit.json", "model credit@1 has changed since");
    }

    @Test
    void evaluation_thatCannotBeReadOrIsNotThere_isMissing() throws Exception {
        CreditSystem system = CreditSystem.in(directory);
        system.write("evaluations/credit.json", "{\"format\": 1}");
        assertThat(missing(card(system)))
                .hasSize(2)
                .anySatisfy(what -> assertThat(what).contains("an evaluation of model credit@1"))
                .anySatisfy(what -> assertThat(what).contains("which cannot be read"));

        Files.delete(directory.resolve("evaluations/credit.json"));
        assertThat(missing(card(system))).containsExactly("an evaluation of model credit@1");
    }

    @Test
    void slices_byOneFactorAlone_makeTheIntersectionalResultsMissingUnlessExplained() {
        CreditSystem system = CreditSystem.in(directory);
        system.edit("evaluations/credit.json", text -> text.replace(" and sex=f", ", both"));
        assertThat(missing(card(system))).isEmpty();
        assertThat(markdown(card(system)))
                .contains("### Remarks on the intersectional results")
                .doesNotContain("### Intersectional results", "Not stated:** results by several");

        system.edit("cards/credit.yaml", text -> text.replaceFirst(" *intersectional: .*\n", ""));
        assertThat(missing(card(system))).containsExactly("results by several factors together");
    }

    @Test
    void documents_ofTheSameFiles_areEqual() {
        CreditSystem system = CreditSystem.in(directory);

        assertThat(card(system)).isEqualTo(card(system));
    }
}
