package dev.berth.cards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.gate.RequirementResult;
import dev.berth.cards.gate.RequirementResult.Verdict;
import dev.berth.cards.outline.DocumentOutline;
import dev.berth.cards.outline.OutlineItem;
import dev.berth.cards.outline.OutlineItem.Need;
import dev.berth.cards.outline.OutlineSection;
import dev.berth.cards.render.DocumentForm;
import dev.berth.catalog.artifact.Digests;
import dev.berth.catalog.system.CatalogSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReleaseGateTest {
    @TempDir Path directory;

    private static List<RequirementResult> gate(CreditSystem system) {
        CatalogSnapshot snapshot = system.snapshot();
        assertThat(snapshot.errors()).isEmpty();
        return ReleaseGate.run(snapshot, system.documents());
    }

    private CreditSystem system(String requirement) {
        CreditSystem system = CreditSystem.in(directory);
        return system.edit(
                "cards/credit.yaml", text -> text + "requirements: [" + requirement + "]\n");
    }

    private static RequirementResult only(CreditSystem system) {
        List<RequirementResult> results = gate(system);
        assertThat(results).hasSize(1);
        return results.getFirst();
    }

    private static final String PROFILE =
            """
            {"format": 1, "model": "credit", "version": "1", "modelSha256": "DIGEST", "machine": {"cpu": "Fast", "cores": 2},
             "measurements": [
              {"callers": 1, "batch": 1, "calls": 100, "failures": {}, "recordsPerSecond": 50.0,
               "latencyNanos": {"p50": 1000000, "p90": 2000000, "p99": 3000000, "p99.9": 4000000, "max": 5000000}},
              {"callers": 4, "batch": 1, "calls": 999, "failures": {"queue-full": 1}, "recordsPerSecond": 120.0,
               "latencyNanos": {"p50": 4000000, "p90": 8000000, "p99": 30000000, "p99.9": 40000000, "max": 50000000}}]}
            """;

    private CreditSystem withProfile(String requirement) {
        CreditSystem system = system(requirement);
        String digest = system.documents().context("credit").packages().digest();
        return system.write("evaluations/credit.profile.json", PROFILE.replace("DIGEST", digest));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{metric: roc-auc, at-least: 0.8} | MET | ROC AUC of all rows is 0.810 (0.790 to 0.830) in evaluations/credit.json",
                "{metric: roc-auc, at-least: 0.82} | NOT_MET | ROC AUC of all rows is 0.810",
                "{metric: roc-auc, at-least: 0.8, confident: true} | NOT_MET | 0.790 to 0.830",
                "{metric: roc-auc, at-least: 0.7, at-most: 0.9, confident: true} | MET | 0.790 to 0.830",
                "{metric: roc-auc, at-most: 0.8} | NOT_MET | 0.810",
                "{metric: roc-auc, slice: age_group=young, at-least: 0.7} | MET | ROC AUC of age_group=young is 0.740",
                "{metric: roc-auc, slice: age_group=yung, at-least: 0.7} | NO_DATA | did you mean 'age_group=young'?",
                "{metric: auc, at-least: 0.7} | NO_DATA | no 'auc' of all rows in evaluations/credit.json",
                "{metric: 'recall[bad]', at-least: 0.1} | NO_DATA | not defined: no bad row in evaluations/credit.json",
                "{metric: roc-auc, evaluation: other, at-least: 0.7} | NO_DATA | no evaluation other of model credit@1",
                "{gap: demographic-parity-difference, column: sex, at-most: 0.1} | MET | 0.060",
                "{gap: demographic-parity-difference, column: sex, at-most: 0.05} | NOT_MET | 0.060",
                "{gap: equalised-odds-ratio, column: sex, at-most: 1} | NO_DATA | no bad row of f",
                "{gap: demographic-parity-difference, column: age, at-most: 1} | NO_DATA | no comparison of groups by 'age'",
                "{document: model-card} | MET | nothing is missing in Model card",
                "{document: model-card, sections: [factors]} | MET | nothing is missing",
                "{license: [MIT]} | MET | credit@1 has MIT",
                "{license: [Apache-2.0]} | NOT_MET | credit@1 has MIT",
                "{latency: p99, at-most: 50ms} | NO_DATA | no measurement of model credit@1",
                "{throughput: 10} | NO_DATA | no measurement of model credit@1",
                "{availability: 0.9} | NO_DATA | no measurement of model credit@1"
            })
    void requirement_isMetByCurrentNumbersAlone(String requirement, Verdict verdict, String found) {
        RequirementResult result = only(system(requirement));

        assertThat(result.verdict()).as(result.explanation()).isEqualTo(verdict);
        assertThat(result.explanation()).contains(found);
        assertThat(result.remedy().isEmpty()).isEqualTo(verdict == Verdict.MET);
        assertThat(result.subject()).isEqualTo("model credit@1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{latency: p99, at-most: 30ms} | MET | p99 latency is 30.0 ms with 4 callers",
                "{latency: p99, at-most: 29ms} | NOT_MET | p99 latency is 30.0 ms with 4 callers",
                "{latency: p99, callers: 1, at-most: 3ms} | MET | 3.00 ms with 1 caller",
                "{latency: max, callers: 8, at-most: 3ms} | NO_DATA | no load of 8 callers",
                "{throughput: 120} | MET | throughput is 120.0 records/s with 4 callers",
                "{throughput: 121} | NOT_MET | 120.0 records/s",
                "{availability: 0.999} | MET | 99.90 % of calls were answered with 4 callers",
                "{availability: 0.9999} | NOT_MET | 99.90 % of calls"
            })
    void requirement_onLoad_isCheckedAgainstTheProfile(
            String requirement, Verdict verdict, String found) {
        RequirementResult result = only(withProfile(requirement));

        assertThat(result.verdict()).as(result.explanation()).isEqualTo(verdict);
        assertThat(result.explanation()).contains(found, "evaluations/credit.profile.json");
    }

    @Test
    void numbers_ofAnotherModelOrOtherData_areNoPass() throws IOException {
        CreditSystem model = system("{metric: roc-auc, at-least: 0.1}");
        model.edit("models/credit/1/model.yaml", text -> text + "# changed\n");
        assertThat(only(model).verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(only(model).explanation()).contains("is old", "credit@1 has changed since");
        assertThat(only(model).remedy()).contains("berth evaluate bank credit");

        CreditSystem data = system("{metric: roc-auc, at-least: 0.1}");
        data.write("data/test.csv", "age,sex,status\n41,f,good\n");
        assertThat(only(data).explanation()).contains("the data data/test.csv has changed since");

        Files.delete(directory.resolve("data/test.csv"));
        assertThat(only(data).verdict()).isEqualTo(Verdict.NO_DATA);
    }

    @Test
    void numbers_ofOtherTemplates_areNoPass() throws IOException {
        CreditSystem system = system("{metric: roc-auc, at-least: 0.1}");
        system.write("data/templates.csv", "template\nI am {identity}.\n");
        String digest = Digests.ofFile(directory.resolve("data/templates.csv")).hex();
        system.edit(
                "evaluations/credit.json",
                text ->
                        text.replaceFirst(
                                "\"seed\"",
                                "\"tables\" : [{\"file\": \"data/templates.csv\", \"sha256\": \""
                                        + digest
                                        + "\"}], \"seed\""));
        assertThat(only(system).verdict()).isEqualTo(Verdict.MET);

        system.write("data/templates.csv", "template\nThey are {identity}.\n");
        assertThat(only(system).verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(only(system).explanation())
                .contains("the table data/templates.csv has changed since");

        Files.delete(directory.resolve("data/templates.csv"));
        assertThat(only(system).explanation())
                .contains("the table data/templates.csv is not there");
    }

    @Test
    void profile_ofAnotherModel_isNoPass() {
        CreditSystem changed = withProfile("{throughput: 1}");
        changed.edit("models/credit/1/model.yaml", text -> text + "# changed\n");
        assertThat(only(changed).verdict()).isEqualTo(Verdict.NO_DATA);

        CreditSystem unknown = system("{throughput: 1}");
        unknown.write(
                "evaluations/credit.profile.json",
                PROFILE.replace("\"modelSha256\": \"DIGEST\", ", ""));
        assertThat(only(unknown).explanation()).contains("does not record what was measured");
    }

    @Test
    void severalEvaluations_needAName() {
        CreditSystem system = system("{metric: roc-auc, at-least: 0.1}");
        system.edit("evaluations/credit.json", text -> text);
        system.write(
                "evaluations/second.json",
                read("evaluations/credit.json")
                        .replace(
                                "\"name\" : \"credit\",\n  \"subject\"",
                                "\"name\" : \"second\",\n  \"subject\""));

        assertThat(only(system).explanation()).contains("2 evaluations", "credit, second");
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void report_thatCannotBeRead_isNoPass() {
        CreditSystem system = system("{metric: roc-auc, at-least: 0.1}");
        system.write("evaluations/credit.json", "{");

        assertThat(only(system).verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(only(system).explanation()).contains("is not JSON");
    }

    static Stream<Arguments> requiredItems() {
        return DocumentKind.ofSubjects().stream()
                .flatMap(
                        kind ->
                                DocumentOutline.of(kind).stream()
                                        .flatMap(section -> items(kind, section)));
    }

    private static Stream<Arguments> items(DocumentKind kind, OutlineSection section) {
        return section.items().stream()
                .filter(item -> item.need() == Need.REQUIRED)
                .map(item -> Arguments.of(kind, section, item));
    }

    /// But for what the system itself answers.
    @ParameterizedTest
    @MethodSource("requiredItems")
    void section_withoutARequiredText_blocks(
            DocumentKind kind, OutlineSection section, OutlineItem item) {
        CreditSystem system = withProfile("{document: " + kind.id() + "}");
        assertThat(only(system).verdict()).as(only(system).explanation()).isEqualTo(Verdict.MET);
        String line = "    " + item.key() + ": About *" + kind.id() + " " + item.key() + "*\n";
        system.edit("cards/credit.yaml", text -> without(text, kind, section, line));

        RequirementResult result = only(system);

        boolean isKnown =
                List.of("contact", "service", "methodology", "bias-checks", "explainability")
                        .contains(item.key());
        if (isKnown) {
            assertThat(result.verdict()).isEqualTo(Verdict.MET);
        } else {
            assertThat(result.verdict()).isEqualTo(Verdict.NOT_MET);
            assertThat(result.explanation()).contains(section.title() + ": " + item.what());
        }
    }

    /// Without the line in its section, since several sections have items of one name.
    private static String without(
            String text, DocumentKind kind, OutlineSection section, String line) {
        int document = text.indexOf(kind.id() + ":\n");
        int start = text.indexOf("  " + section.key() + ":\n", document);
        int at = text.indexOf(line, start);
        assertThat(at).isPositive();
        // A section without items is no mapping.
        int from = section.items().size() == 1 ? start : at;
        return text.substring(0, from) + text.substring(at + line.length());
    }

    @Test
    void document_thatWasEditedByHand_blocks() throws IOException {
        CreditSystem system = system("{document: model-card}");
        Path written = directory.resolve("cards/credit.card.html");
        String page =
                DocumentForm.HTML.write(
                        system.documents().document(DocumentKind.MODEL_CARD, "credit"),
                        Optional.empty());
        Files.writeString(written, page);
        assertThat(only(system).verdict()).isEqualTo(Verdict.MET);

        Files.writeString(written, page.replaceFirst("0\\.771<", "0.871<"));

        assertThat(only(system).verdict()).isEqualTo(Verdict.NOT_MET);
        assertThat(only(system).explanation())
                .contains("cards/credit.card.html:", "accuracy of all rows is '0.871'");
    }

    @Test
    void requirements_ofTheSystem_areThoseOfEachModel() {
        CreditSystem system = CreditSystem.in(directory);
        system.write(
                "cards/all.yaml",
                "system: true\nrequirements: [{license: [MIT]}, {document: model-card}]\n");
        assertThat(gate(system)).allMatch(RequirementResult::isMet).hasSize(2);

        system.write("models/other/1/model.onnx", "x");
        system.write("models/other/1/model.yaml", CreditSystem.MODEL.replace("license: MIT\n", ""));
        List<RequirementResult> results = gate(system);

        assertThat(results).hasSize(3);
        assertThat(results.getFirst().explanation()).isEqualTo("no licence of other@1");
        assertThat(results.getFirst().subject()).isEqualTo("system bank");
        assertThat(results.get(1).verdict()).isEqualTo(Verdict.MET);
        assertThat(results.get(2).subject()).isEqualTo("model other@1");
        assertThat(results.get(2).verdict()).isEqualTo(Verdict.NOT_MET);
    }

    @Test
    void subject_thatCannotBeRead_isNoPass() {
        CreditSystem system = system("{license: [MIT]}");
        system.edit("models/credit/1/model.yaml", text -> text.replace("float32", "flaot32"));

        RequirementResult result =
                ReleaseGate.run(system.snapshot(), system.documents()).getFirst();

        assertThat(result.verdict()).isEqualTo(Verdict.NO_DATA);
        assertThat(result.explanation()).contains("cannot be read");
    }

    @Test
    void system_withoutRequirements_hasNoResults() {
        assertThat(gate(CreditSystem.in(directory))).isEmpty();
    }
}
