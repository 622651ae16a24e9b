package dev.berth.cards.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.CreditSystem;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.render.DocumentForm;
import dev.berth.cards.render.FigureFiles;
import dev.berth.cards.render.RenderedDocument;
import dev.berth.cards.render.RenderedDocument.Kind;
import dev.berth.cards.render.RenderedDocument.Span;
import dev.berth.cards.verify.DocumentVerifier.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DocumentVerifierTest {
    private static final int EDITS = 50 * Integer.getInteger("berth.cases.factor", 1);

    private static final FigureFiles FIGURES = new FigureFiles("credit.card");

    @TempDir Path directory;
    private Path file = Path.of("");
    private SystemDocument document =
            new SystemDocument(
                    DocumentKind.MODEL_CARD,
                    "",
                    DocumentSubject.system(""),
                    "",
                    "",
                    "",
                    List.of(),
                    List.of());

    @BeforeEach
    void build() {
        document =
                CreditSystem.in(directory.resolve("system"))
                        .documents()
                        .document(DocumentKind.MODEL_CARD, "credit");
    }

    private String write(DocumentForm form) throws IOException {
        file = directory.resolve("credit.card." + form.ending());
        String written = form.write(document, Optional.of(FIGURES));
        Files.writeString(file, written);
        for (var beside : form.filesBeside(document, FIGURES).entrySet()) {
            Files.writeString(directory.resolve(beside.getKey()), beside.getValue());
        }
        return written;
    }

    private DocumentVerifier.Result verify(DocumentForm form) {
        return new DocumentVerifier(document).verify(file, "card", form, FIGURES);
    }

    @ParameterizedTest
    @EnumSource
    void document_asWritten_hasNoDifference(DocumentForm form) throws IOException {
        String written = write(form);
        assertThat(verify(form).differences()).isEmpty();

        Files.writeString(file, written.replace("\n", "\r\n"));
        assertThat(verify(form).differences()).isEmpty();
    }

    /// Each number in turn, by its last digit.
    @ParameterizedTest
    @EnumSource(
            value = DocumentForm.class,
            names = {"MARKDOWN", "HTML"})
    void number_thatWasEdited_isNamed(DocumentForm form) throws IOException {
        String written = write(form);
        RenderedDocument rendered = form.render(document, Optional.of(FIGURES));
        int edited = 0;
        for (Span span : rendered.spans()) {
            int digit = lastDigit(rendered.text(), span);
            if (span.kind() == Kind.HEADING || digit < 0 || span.label().startsWith("the chart")) {
                continue;
            }
            String wrong = withOtherDigit(written, digit);
            Files.writeString(file, wrong);

            DocumentVerifier.Result result = verify(form);

            assertThat(result.cause()).isEqualTo(Cause.EDIT);
            assertThat(result.differences())
                    .as(span.label())
                    .extracting(DocumentDifference::what)
                    .contains(span.label());
            edited++;
        }
        assertThat(edited).isGreaterThan(50);
    }

    private static int lastDigit(String text, Span span) {
        for (int i = span.end() - 1; i >= span.start(); i--) {
            if (Character.isDigit(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static String withOtherDigit(String text, int place) {
        char digit = text.charAt(place);
        char other = digit == '9' ? '1' : (char) (digit + 1);
        return text.substring(0, place) + other + text.substring(place + 1);
    }

    /// Any digit: in tables, charts, texts, attributes, the metadata and the record.
    @ParameterizedTest
    @EnumSource
    void digit_anywhere_thatWasEdited_isFound(DocumentForm form) throws IOException {
        long seed = Long.getLong("berth.seed", 1);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        String written = write(form);
        for (int i = 0; i < EDITS; i++) {
            int place = random.nextInt(written.length());
            while (!Character.isDigit(written.charAt(place))) {
                place = random.nextInt(written.length());
            }
            Files.writeString(file, withOtherDigit(written, place));

            List<DocumentDifference> found = verify(form).differences();

            assertThat(found)
                    .as(written.substring(Math.max(0, place - 40), place + 1))
                    .isNotEmpty();
        }
    }

    @Test
    void difference_saysWhatStandsThereAndWhatBelongsThere() throws IOException {
        String written = write(DocumentForm.MARKDOWN);
        Files.writeString(file, written.replace("|0.740 (0.720", "|0.840 (0.720"));

        assertThat(verify(DocumentForm.MARKDOWN).differences())
                .singleElement()
                .extracting(DocumentDifference::sentence)
                .asString()
                .matches(
                        "card:\\d+: ROC AUC of age_group=young is '0\\.840' \\(expected: '0\\.740'\\)");
    }

    @Test
    void textOfTheAuthor_thatWasEdited_isNamedBySection() throws IOException {
        String written = write(DocumentForm.MARKDOWN);
        Files.writeString(file, written.replace("About *model-card caveats*", "Nothing"));

        assertThat(verify(DocumentForm.MARKDOWN).differences())
                .isNotEmpty()
                .allSatisfy(
                        each ->
                                assertThat(each.what())
                                        .isEqualTo("the text of the section 'Caveats'"));
    }

    @Test
    void lines_thatWereRemovedOrAdded_areFound() throws IOException {
        String written = write(DocumentForm.MARKDOWN);
        Files.writeString(file, written.replaceFirst("\\|Accuracy\\|.*\n", ""));
        assertThat(verify(DocumentForm.MARKDOWN).differences())
                .anySatisfy(
                        each ->
                                assertThat(each.sentence())
                                        .contains("accuracy of all rows", "missing"));

        Files.writeString(
                file, written.replace("## Factors", "## Factors\n\nAlmost perfect: 0.999"));
        assertThat(verify(DocumentForm.MARKDOWN).differences())
                .anySatisfy(each -> assertThat(each.found()).contains("0.999"));
    }

    @Test
    void figure_thatWasEditedOrIsGone_isFound() throws IOException {
        write(DocumentForm.MARKDOWN);
        Path figure = directory.resolve("credit.card.credit-slices-1.svg");
        Files.writeString(figure, Files.readString(figure).replace("cx=\"", "cx=\"1"));
        assertThat(verify(DocumentForm.MARKDOWN).differences())
                .singleElement()
                .satisfies(
                        each -> assertThat(each.sentence()).contains("slices-1.svg: the figure"));

        Files.delete(figure);
        assertThat(verify(DocumentForm.MARKDOWN).differences()).hasSize(1);
    }

    @Test
    void document_ofAnEarlierEvaluation_isNoEdit() throws IOException {
        write(DocumentForm.HTML);
        CreditSystem system = CreditSystem.in(directory.resolve("system"));
        system.edit("evaluations/credit.json", text -> text.replace("0.7712", "0.6712"));
        document = system.documents().document(DocumentKind.MODEL_CARD, "credit");

        DocumentVerifier.Result result = verify(DocumentForm.HTML);

        assertThat(result.cause()).isEqualTo(Cause.CHANGE);
        assertThat(result.differences())
                .extracting(DocumentDifference::what)
                .contains("accuracy of all rows");
    }

    @ParameterizedTest
    @EnumSource
    void file_thatIsSomethingElse_isADifference(DocumentForm form) throws IOException {
        write(form);
        for (String content : List.of("", "{", "[]", "x".repeat(100_000), "\n".repeat(200_000))) {
            Files.writeString(file, content);
            assertThat(verify(form).differences()).isNotEmpty();
        }
        Files.delete(file);
        assertThat(verify(form).differences()).hasSize(1);
    }

    /// With a record, and thousands of lines that are all different.
    @Test
    void file_thatIsAllDifferent_isComparedInBoundedTime() throws IOException {
        String written = write(DocumentForm.MARKDOWN);
        var other = new StringBuilder();
        for (int i = 0; i < 4_000; i++) {
            other.append("line ").append(i * 7919 % 4001).append('\n');
        }
        Files.writeString(file, other + written.substring(written.indexOf("<!-- berth")));

        assertThat(verify(DocumentForm.MARKDOWN).differences()).hasSizeBetween(1, 100);
    }
}
