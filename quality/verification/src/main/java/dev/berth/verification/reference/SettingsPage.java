package dev.berth.verification.reference;

import dev.berth.catalog.document.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Reference page of settings: the keys of the YAML files, from their JSON schemas.
final class SettingsPage {
    private static final String INTRODUCTION =
            """
            The keys of the YAML files of a system, from the JSON schemas by which `berth check` reads them. A dot goes one level down, `<name>` is a
            name that the file chooses, `[]` an item of a list. The options of steps are in
            [preprocessing and postprocessing](../guides/encode-decode.md), those of the server in [commands](commands.md#berth-up).
            """;

    private static final List<File> FILES =
            List.of(
                    new File("berth.yaml", "berth"),
                    new File("models/<model>/<version>/model.yaml", "model"),
                    new File("endpoints/<name>.yaml", "endpoint"),
                    new File("features/<name>.yaml", "features"),
                    new File("evaluations/<name>.yaml", "evaluation"),
                    new File("cards/<name>.yaml", "card"),
                    new File("architecture/<name>.yaml", "architecture"));

    private record File(String path, String schema) {}

    private SettingsPage() {}

    static String text() throws IOException {
        var page = new Markdown("Settings", INTRODUCTION);
        for (File file : FILES) {
            page.heading(2, file.path()).table("key", "value", "default", "meaning");
            for (Setting setting : Setting.allOf(read(file.schema()))) {
                page.row(
                        Markdown.code(setting.path()),
                        setting.value(),
                        setting.isRequired()
                                ? "required"
                                : setting.defaultValue().map(Markdown::code).orElse(""),
                        Markdown.sentence(
                                Markdown.described(setting.path(), setting.description())));
            }
        }
        return page.toString();
    }

    private static String read(String name) throws IOException {
        String resource = "/dev/berth/schema/" + name + ".schema.json";
        try (InputStream stream =
                Objects.requireNonNull(Schema.class.getResourceAsStream(resource), resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
