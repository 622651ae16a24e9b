package dev.berth.catalog.document;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reader of YAML files (1.2, core schema; every JSON file is one too) within bounds. Whatever is
/// wrong becomes a [ValidationError]; nothing is thrown for content.
public final class DocumentReader {
    /// Descriptions are some kilobytes; a megabyte is an error or an attack.
    static final int BYTES_MAX = 1 << 20;

    /// No description nests deeper than a dozen levels. The composer recurses, so the bound also
    /// guards the stack.
    static final int DEPTH_MAX = 64;

    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setSchema(new CoreSchema())
                    .setUseMarks(true)
                    .setCodePointLimit(BYTES_MAX)
                    .setAllowDuplicateKeys(true)
                    // The converter bounds what aliases expand to, not how many there are.
                    .setMaxAliasesForCollections(Integer.MAX_VALUE)
                    .build();

    private DocumentReader() {}

    public static Document read(Path file) {
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(BYTES_MAX + 1);
        } catch (NoSuchFileException e) {
            return unreadable(file, 0, "no such file", "a YAML file", "create the file");
        } catch (IOException e) {
            return unreadable(
                    file,
                    0,
                    DeniedAccess.find(file).orElse("the file cannot be read: " + e),
                    "a readable file",
                    "look at its permissions");
        }
        return read(file, bytes);
    }

    /// Reads content that is already in memory; `file` is what the errors name.
    public static Document read(Path file, byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            return unreadable(
                    file,
                    0,
                    "more than " + BYTES_MAX + " bytes",
                    "at most " + BYTES_MAX,
                    "keep data out of the description: put it into an artifact");
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return compose(file, text);
        } catch (CharacterCodingException e) {
            return unreadable(
                    file, 0, "bytes that are not UTF-8", "text in UTF-8", "save the file in UTF-8");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(DocumentReader::line).orElse(0);
            return malformed(file, line, e.getProblem());
        } catch (YamlEngineException e) {
            return malformed(file, 0, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The composer reports a few malformed documents by other exceptions, such as a
            // NumberFormatException for the version in a %YAML directive.
            return malformed(file, 0, e.toString());
        }
    }

    private static Document compose(Path file, String text) {
        var parser =
                new DepthLimit(
                        new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text)), DEPTH_MAX);
        Optional<Node> root;
        try {
            root = new Composer(SETTINGS, parser).getSingleNode();
        } catch (DepthLimit.TooDeep e) {
            return unreadable(
                    file,
                    e.mark().map(DocumentReader::line).orElse(0),
                    "more than " + DEPTH_MAX + " levels of nesting",
                    "at most " + DEPTH_MAX,
                    "write it flatter");
        }
        if (root.isEmpty()) {
            return unreadable(
                    file,
                    0,
                    "an empty file",
                    "a mapping of keys to values",
                    "write its keys, or let `berth init --model FILE` write a package");
        }
        return new NodeConverter(file).convert(root.get());
    }

    private static Document malformed(Path file, int line, String problem) {
        return unreadable(
                file,
                line,
                "this is not YAML: " + SanitizedText.of(problem.strip()),
                "valid YAML 1.2",
                "look at indentation, quotes and brackets on this line and the one before");
    }

    static Document unreadable(Path file, int line, String found, String expected, String remedy) {
        return Document.unreadable(
                new ValidationError(new SourceLocation(file, line), "", found, expected, remedy));
    }

    /// The line of a mark, counted from 1.
    static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
