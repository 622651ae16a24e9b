package dev.berth.verification.released;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.verification.Repository;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests that Java code in documents compiles with its imports. Given variables are declared here.
/// The Java client's guide has a test beside the client.
final class SnippetsTest {
    private static final Pattern BLOCK =
            Pattern.compile("```java\\n((?:import [^\\n]+\\n)+)(.*?)```", Pattern.DOTALL);

    @TempDir Path folder;

    /// The block of a document that contains a text, as a source file.
    private static String source(String document, String part, String given) {
        Matcher blocks = BLOCK.matcher(ReleasedArtifacts.read(Repository.root().resolve(document)));
        while (blocks.find()) {
            String body = blocks.group(2).replaceAll("(?m)//.*$", "");
            if (body.contains(part)) {
                return blocks.group(1)
                        + (body.contains("class ")
                                ? body.replaceAll("public (final )?class", "class") + given
                                : "class Snippet { void run(" + given + ") {\n" + body + "}}\n");
            }
        }
        throw new AssertionError("no Java with imports and with " + part + " in " + document);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "README.md                    | Berth.open            | ''",
                "examples/two-phase/README.md | Berth.open            | ''",
                "examples/sentences/README.md | Berth.open            | ''",
                "docs/guides/embedded.md      | Berth.open            | ''",
                "docs/guides/endpoints.md     | Berth.open            | ''",
                "docs/guides/features-streams.md | PushEventsRequest  | io.grpc.Channel channel",
                "docs/guides/features.md      | GreatCircle           | class Airports { static double kilometres(Object from, Object to) { return 1; } }"
            })
    void snippet_withItsImports_compiles(String document, String part, String given) {
        var output = new StringWriter();
        Boolean compiled =
                ToolProvider.getSystemJavaCompiler()
                        .getTask(
                                output,
                                null,
                                null,
                                List.of("-d", folder.toString(), "-proc:none"),
                                null,
                                List.of(file(source(document, part, given))))
                        .call();
        assertThat(compiled).as(output.toString()).isTrue();
    }

    private static JavaFileObject file(String source) {
        return new SimpleJavaFileObject(
                URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return source;
            }
        };
    }
}
