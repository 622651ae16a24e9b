package dev.berth.verification.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Generator of the reference pages.
public final class Reference {
    private Reference() {}

    /// The pages by file name, for the project in a directory.
    ///
    /// @throws IllegalStateException if an entry has no description
    public static Map<String, String> pages(Path root) throws IOException {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("settings.md", SettingsPage.text());
        pages.put("commands.md", CommandsPage.text());
        pages.put("problem-codes.md", ProblemCodesPage.text());
        try (var server = SampleServer.start(root.resolve("examples/flights"))) {
            pages.put("metrics.md", MetricsPage.text(server.get("/metrics")));
            pages.put(
                    "routes.md",
                    RoutesPage.text(
                            server.get("/openapi.json"),
                            root.resolve("contracts/proto/src/main/proto")));
        }
        return pages;
    }

    /// Writes the pages into `docs/reference` of the named project directory.
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        Path folder = Files.createDirectories(root.resolve("docs/reference"));
        for (var page : pages(root).entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue());
        }
    }
}
