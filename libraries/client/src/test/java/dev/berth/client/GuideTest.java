package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test that the guide's code compiles with the imports it shows.
final class GuideTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir Path folder;

    /// The code blocks; tests run in the module's directory.
    private static List<String> blocks() throws IOException {
        Path guide = Path.of("").toAbsolutePath().resolve("../../docs/guides/java-client.md");
        Matcher matcher = BLOCK.matcher(Files.readString(guide.normalize()));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    @Test
    void blocks_inAClass_compile() throws IOException {
        List<String> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(8);
        assertThat(blocks.getFirst()).startsWith("import ");
        var source = new StringBuilder(blocks.removeFirst());
        source.append("class Guide {\n");
        for (int i = 0; i < blocks.size(); i++) {
            boolean opens = blocks.get(i).contains("var client");
            source.append("void block").append(i).append(opens ? "()" : "(BerthClient client)");
            source.append(" throws Exception {\n").append(blocks.get(i)).append("}\n");
        }
        assertThat(errors(source.append("}\n").toString())).isEmpty();
    }

    private List<String> errors(String source) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var file =
                new SimpleJavaFileObject(
                        URI.create("string:///Guide.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return source;
                    }
                };
        ToolProvider.getSystemJavaCompiler()
                .getTask(
                        null,
                        null,
                        diagnostics,
                        List.of(
                                "-proc:none",
                                "-d",
                                folder.toString(),
                                "-cp",
                                System.getProperty("java.class.path")),
                        null,
                        List.of(file))
                .call();
        return diagnostics.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getLineNumber() + ": " + each.getMessage(null))
                .toList();
    }
}
