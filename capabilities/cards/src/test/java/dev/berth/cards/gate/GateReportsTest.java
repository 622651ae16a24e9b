package dev.berth.cards.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.gate.RequirementResult.Verdict;
import dev.berth.cards.schema.PublishedSchema;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import dev.berth.protocol.json.JsonValues;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/// Test of the reports of the gate for continuous integration.
class GateReportsTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    private static RequirementResult result(Verdict verdict, String explanation) {
        return new RequirementResult(
                "metric",
                "model credit@1",
                "roc-auc of all rows is at least 0.8",
                new SourceLocation(HERE.resolve("cards/a b:c.yaml"), 7),
                verdict,
                explanation,
                verdict == Verdict.MET ? "" : "evaluate again");
    }

    private static final List<RequirementResult> RESULTS =
            List.of(
                    result(Verdict.MET, "it is 0.9"),
                    result(Verdict.NOT_MET, "it is 0.7 <&> \"\u0000\u001b"),
                    result(Verdict.NO_DATA, "no evaluation"));

    private static final List<ValidationError> ERRORS =
            List.of(
                    new ValidationError(
                            new SourceLocation(Path.of("/elsewhere/berth.yaml"), 0),
                            "/nam",
                            "the key 'nam'",
                            "one of name",
                            "rename it"));

    @Test
    void sarif_hasTheStructureOfTheStandard_withWhatIsNotMet() {
        String sarif = SarifReport.of(RESULTS, ERRORS, HERE, "0.1");

        PublishedSchema schema =
                PublishedSchema.of(GateReportsTest.class, "sarif-2.1.0-parts.schema.json");
        assertThat(schema.errors(JsonValues.read(sarif))).isEmpty();
        assertThat(schema.errors(JsonValues.read(sarif.replace("\"text\"", "\"words\""))))
                .isNotEmpty();
        assertThat(sarif)
                .contains("\"uri\":\"./cards/a%20b:c.yaml\"},\"region\":{\"startLine\":7}")
                .contains("\"uri\":\"file:///elsewhere/berth.yaml\"}}}]")
                .contains("\"ruleId\":\"metric\",\"ruleIndex\":1,\"kind\":\"fail\"")
                .contains("no data. no evaluation; evaluate again")
                .doesNotContain("it is 0.9");
    }

    @Test
    void junit_hasATestCaseForEach_andNoDataIsAFailure() throws Exception {
        String junit = JUnitReport.of(RESULTS, ERRORS);

        Element root =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(junit.getBytes(StandardCharsets.UTF_8)))
                        .getDocumentElement();
        Element suite = (Element) root.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("3");
        assertThat(suite.getAttribute("skipped")).isEqualTo("0");
        assertThat(root.getElementsByTagName("testcase").getLength()).isEqualTo(4);
        assertThat(root.getElementsByTagName("failure").getLength()).isEqualTo(3);
        Element noData = (Element) root.getElementsByTagName("failure").item(2);
        assertThat(noData.getAttribute("type")).isEqualTo("no data");
        assertThat(noData.getTextContent()).contains(":7: roc-auc of all rows", "evaluate again");
        Element odd = (Element) root.getElementsByTagName("failure").item(1);
        assertThat(odd.getAttribute("message")).isEqualTo("it is 0.7 <&> \"\uFFFD\uFFFD");
    }
}
