package dev.berth.cards.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.document.MeasuredNumber;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.render.RenderedDocument.Kind;
import dev.berth.catalog.artifact.Digests;
import dev.berth.protocol.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DocumentFormTest {
    private static final FigureFiles FIGURES = new FigureFiles("credit.card");
    private final SystemDocument sample = SampleDocument.sample();

    @Test
    void markdown_hasSectionsTablesFiguresAndSources() {
        String text = DocumentForm.MARKDOWN.write(sample, Optional.of(FIGURES));

        assertThat(text)
                .startsWith(
                        """
                        ---
                        license: mit
                        ---

                        # credit

                        Estimates whether a loan will be repaid \\<late\\>

                        ## Model details

                        - **Version**: 1
                        """)
                .contains(
                        """
                        > **Missing:** who developed the model. Write `model-card.details.developers` in cards/credit.yaml.
                        """,
                        """
                        |Slice|Rows|Accuracy|Recall|
                        |:---|---:|---:|---:|
                        |all|1,000|0.730 (0.710 to 0.750)|0.530 (0.480 to 0.580)|
                        |age \\< 25 \\| single|1,000|0.870 (0.850 to 0.890)|0.670 (0.620 to 0.720)|
                        """,
                        "*Metrics by slice (source 1)*",
                        "![Accuracy by slice](credit.card.curves-1.svg)",
                        """
                        ### Source 1: evaluation credit

                        - **File**: `evaluations/credit.json`
                        - **Command**: `berth evaluate . credit`
                        """,
                        "- **Machine**: not recorded");
    }

    @Test
    void figures_ofMarkdown_areFilesBesideIt() {
        assertThat(DocumentForm.MARKDOWN.filesBeside(sample, FIGURES).keySet())
                .containsExactly("credit.card.curves-1.svg", "credit.card.curves-2.svg");
        assertThat(DocumentForm.HTML.filesBeside(sample, FIGURES)).isEmpty();
        assertThat(DocumentForm.MARKDOWN.write(sample, Optional.empty())).doesNotContain(".svg");
    }

    @Test
    void page_needsNothingElse_andAllowsNothingElse() {
        String page = DocumentForm.HTML.write(sample, Optional.empty());
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        String digest =
                Base64.getEncoder()
                        .encodeToString(
                                Digests.start().digest(style.getBytes(StandardCharsets.UTF_8)));

        assertThat(page)
                .contains(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
                                + " style-src 'sha256-"
                                + digest
                                + "'; base-uri 'none'; form-action 'none'\">")
                .contains("<title>Model card: credit</title>")
                .contains("will be repaid &lt;late&gt;")
                .doesNotContain("src=", "style=", "@import", "url(", "<link", "onclick");
        assertThat(page.split("<script")).hasSize(2);
        assertThat(page).contains("<script type=\"application/json\" id=\"berth-document\">");
    }

    @Test
    void page_hasNumbersInFullPrecision_headingsForCells_andWhatIsMissing() {
        String page = DocumentForm.HTML.write(sample, Optional.empty());

        assertThat(page)
                .contains(
                        "<data value=\"0.87\">0.870</data> <span class=\"ci\">0.850 to 0.890</span>")
                .contains("<td class=\"n\" data-label=\"Accuracy\">")
                .contains("Accuracy is <data value=\"0.73\">0.730</data> (0.710 to 0.750) by")
                .contains(
                        "<a href=\"#details\">Model details</a> <span class=\"gap\">1 missing</span>")
                .contains("<a href=\"#source-1\">[1]</a>");
    }

    @Test
    void spans_ofNumbers_areWhereTheNumbersStand() {
        RenderedDocument markdown = MarkdownDocumentWriter.write(sample, Optional.of(FIGURES));
        RenderedDocument page = HtmlDocumentWriter.write(sample);

        for (MeasuredNumber number : sample.numbers()) {
            assertThat(texts(markdown, number.label())).contains(number.shown());
            assertThat(texts(page, number.label()))
                    .allMatch(
                            text ->
                                    text.contains(number.text())
                                            && text.contains(number.interval()));
        }
        assertThat(markdown.text() + page.text())
                .matches(text -> text.chars().noneMatch(c -> c >= 0xE000 && c < 0xF900));
    }

    private static List<String> texts(RenderedDocument document, String label) {
        List<String> texts =
                document.spans().stream()
                        .filter(span -> span.kind() == Kind.VALUE && span.label().equals(label))
                        .map(span -> document.text().substring(span.start(), span.end()))
                        .toList();
        assertThat(texts).as(label).isNotEmpty();
        return texts;
    }

    @Test
    void json_hasNumbersOnceAndSectionsThatReferToThem() {
        Object plain = JsonValues.read(DocumentForm.JSON.write(sample, Optional.empty()));

        assertThat(plain)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("document", "model-card")
                .containsEntry(
                        "subject", Map.of("kind", "model", "name", "credit", "version", "1"));
        assertThat(String.valueOf(plain))
                .contains("{number=credit/all/accuracy, text=0.730 (0.710 to 0.750)}")
                .contains("missing=who developed the model");
    }

    @ParameterizedTest
    @EnumSource(
            value = DocumentForm.class,
            names = {"MARKDOWN", "HTML"})
    void record_inADocument_isFoundAgain_andTellsAnEdit(DocumentForm form) {
        SystemDocument tricky =
                SampleDocument.withAuthorText("a --> b <!-- berth-document\n{}\n--> </script>");
        String written = form.write(tricky, Optional.empty());

        WrittenDocument divided = form.divide(written).orElseThrow();
        assertThat(divided.isAsWritten()).isTrue();
        assertThat(divided.record().get("document")).isEqualTo("model-card");
        assertThat(String.valueOf(divided.record()))
                .contains(form == DocumentForm.HTML ? "value=0.87" : "numbersSha256=");
        assertThat(form.divide(written.replace("0.870", "0.970")).orElseThrow().isAsWritten())
                .isFalse();
    }

    @Test
    void form_ofAFile_isKnownByItsEnding() {
        assertThat(DocumentForm.ofFile("a.card.MD")).contains(DocumentForm.MARKDOWN);
        assertThat(DocumentForm.ofFile("a.html")).contains(DocumentForm.HTML);
        assertThat(DocumentForm.ofFile("a.txt")).isEmpty();
    }
}
