package dev.berth.cli.cards;

import dev.berth.cards.DocumentVerification;
import dev.berth.cards.DocumentVerification.WrittenFile;
import dev.berth.cards.SystemDocuments;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.exchange.ToolkitCard;
import dev.berth.cards.part.Cards;
import dev.berth.cards.render.DocumentForm;
import dev.berth.catalog.Catalog;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.document.DocumentFile;
import dev.berth.cli.evaluate.EvaluationRepetition;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Commands that write a document: one class, an instance for each kind.
@Command(sortOptions = false)
public final class DocumentCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final DocumentKind kind;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "NAME",
            description = "The model or endpoint, or the file cards/NAME.yaml.")
    private String name = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "markdown, html (one page that needs nothing else), json, or of a model card"
                            + " toolkit: the JSON of Google's Model Card Toolkit 0.0.2. Default: by"
                            + " the ending of --output, otherwise markdown.")
    private @Nullable Format format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "The file to write; figures of Markdown go beside it. Default: standard"
                            + " output.")
    private @Nullable Path output;

    @Option(
            names = "--verify",
            description =
                    "Compare --output, or the documents in DIR/cards, with what the system says"
                            + " now, and run its evaluations again. Writes nothing; the status is 1"
                            + " if anything differs.")
    private boolean verify;

    @Option(
            names = "--recorded",
            description =
                    "With --verify: do not run evaluations again; compare with the recorded"
                            + " results, and the digests of models and data.")
    private boolean recorded;

    @Option(
            names = "--import",
            paramLabel = "FILE",
            description =
                    "Write cards/NAME.yaml from a model card of Hugging Face's hub (README.md) or"
                            + " of the Model Card Toolkit (JSON).")
    private @Nullable Path imported;

    private DocumentCommand(Terminal terminal, DocumentKind kind) {
        this.terminal = terminal;
        this.kind = kind;
    }

    /// Format on the command line.
    enum Format {
        MARKDOWN(DocumentForm.MARKDOWN),
        HTML(DocumentForm.HTML),
        JSON(DocumentForm.JSON),
        TOOLKIT(null);

        private final @Nullable DocumentForm form;

        Format(@Nullable DocumentForm form) {
            this.form = form;
        }

        /// The name on the command line, which completion offers.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The command of a kind of document.
    public static CommandLine of(Terminal terminal, DocumentKind kind) {
        var line = new CommandLine(new DocumentCommand(terminal, kind));
        String command = kind.command();
        line.getCommandSpec().name(command);
        line.getCommandSpec()
                .usageMessage()
                .description(description(kind), "")
                .footer(
                        "  berth " + command + " examples/sign-reader sign-reader",
                        "  berth "
                                + command
                                + " my-system my-model --output my-system/cards/my-model."
                                + command
                                + ".html");
        return line;
    }

    private static String description(DocumentKind kind) {
        return switch (kind) {
            case MODEL_CARD ->
                    "Writes the model card of a model or endpoint, from cards/NAME.yaml, the"
                            + " model's package and its evaluations.";
            case FACTSHEET ->
                    "Writes the FactSheet of a model or endpoint: the questions of Arnold and"
                            + " others, answered by the system where it can.";
            case INTERFACE ->
                    "Writes the interface document of a model or endpoint: types, errors, service"
                            + " levels beside what was measured, limitations.";
            case COMPARISON ->
                    throw new IllegalArgumentException(
                            "a comparison (expected: a document of one subject)");
        };
    }

    @Override
    public Integer call() throws IOException {
        requireModelCard();
        if (imported != null) {
            terminal.say("wrote " + CardImport.run(directory, name, imported));
            return 0;
        }
        SystemDocuments documents = SystemDocuments.of(Catalog.open(directory).read());
        if (verify) {
            return verify(documents);
        }
        if (format == Format.TOOLKIT) {
            print(JsonValues.text(ToolkitCard.of(documents.context(name))) + "\n");
            return 0;
        }
        SystemDocument document = documents.document(kind, name);
        Path file = output;
        if (file == null) {
            print(form().write(document, Optional.empty()));
        } else {
            new DocumentFile(file, form()).write(document);
            terminal.say("wrote " + file);
        }
        return 0;
    }

    private void requireModelCard() {
        boolean isOfCards = imported != null || format == Format.TOOLKIT;
        if (isOfCards && kind != DocumentKind.MODEL_CARD) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--import or --format toolkit with `berth " + kind.command() + "`",
                    "use it with `berth card`");
        }
        if (format == Format.TOOLKIT && verify) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--verify with --format toolkit",
                    "verify the card as Markdown, HTML or JSON");
        }
    }

    /// Into --output, or to standard output.
    private void print(String text) throws IOException {
        Path file = output;
        if (file == null) {
            terminal.out().print(text);
            terminal.out().flush();
        } else {
            new DocumentFile(file, form()).requireFolder();
            Files.writeString(file, text);
            terminal.say("wrote " + file);
        }
    }

    private int verify(SystemDocuments documents) {
        DocumentVerification.Outcome outcome =
                DocumentVerification.run(
                        documents,
                        kind,
                        name,
                        written(),
                        recorded
                                ? Optional.empty()
                                : Optional.of(new EvaluationRepetition(directory, terminal)::run));
        outcome.passed().forEach(terminal.out()::println);
        outcome.failures().forEach(terminal.out()::println);
        terminal.out().flush();
        return outcome.isPassed() ? 0 : ProblemReport.STATUS_FAILED;
    }

    private List<WrittenFile> written() {
        Path file = output;
        if (file != null) {
            return List.of(new WrittenFile(file, form(), new DocumentFile(file, form()).figures()));
        }
        List<WrittenFile> found = WrittenFile.beside(directory.resolve(Cards.FOLDER), kind, name);
        if (found.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "no document "
                            + directory.resolve(Cards.FOLDER).resolve(name)
                            + "."
                            + kind.command()
                            + ".md, .html or .json",
                    "write one with --output, or name one with --output");
        }
        return found;
    }

    private DocumentForm form() {
        if (format != null && format.form != null) {
            return format.form;
        }
        return Optional.ofNullable(output)
                .flatMap(file -> DocumentForm.ofFile(String.valueOf(file.getFileName())))
                .orElse(DocumentForm.MARKDOWN);
    }
}
