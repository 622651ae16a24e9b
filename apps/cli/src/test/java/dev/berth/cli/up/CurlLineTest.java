package dev.berth.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.model.Models;
import dev.berth.cli.ScaleSystem;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurlLineTest {
    @TempDir Path directory;

    @Test
    void line_forATextWithAnApostrophe_isQuotedForTheShell() throws IOException {
        ScaleSystem.in(directory);
        ScaleSystem.edit(
                directory,
                "type: float32\n      shape: [batch, 1]\n      meaning: the number to double\n      unit: m\n      example: [1.5]",
                "type: string\n      shape: [batch]\n      meaning: a text\n      example: it's");

        assertThat(line())
                .endsWith(
                        "/v1/models/double:predict -H 'Content-Type: application/json' -d '{\"x\":\"it'\\''s\"}'");
    }

    @Test
    void line_forAPicture_takesItFromAFile() throws IOException {
        ScaleSystem.in(directory);
        ScaleSystem.edit(
                directory,
                "type: float32\n      shape: [batch, 1]\n      meaning: the number to double\n      unit: m\n      example: [1.5]",
                "type: bytes\n      shape: [batch]\n      meaning: a picture");

        assertThat(line()).endsWith(" -d '{\"x\":\"'\"$(base64 < FILE | tr -d '\\n')\"'\"}'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "float32 | [batch, 2, n]   | [[0.0],[0.0]]",
                "int64   | [batch]         | 0",
                "bool    | [batch, 1]      | [false]",
                "string  | [batch, n]      | [\"text\"]",
                "bytes   | [batch, 2]      | [\"\",\"\"]",
                "float32 | [batch]\\n      range: {min: 3}          | 3.0",
                "int32   | [batch]\\n      range: {max: -2}         | -2",
                "string  | [batch]\\n      categories: [red, green] | \"red\""
            })
    void line_withoutExamples_sendsWhatFits(String type, String shape, String json)
            throws IOException {
        assertThat(lineFor(type, shape.translateEscapes())).endsWith(" -d '{\"x\":" + json + "}'");
    }

    @Test
    void line_forALargeTensor_takesTheRecordFromAFile() throws IOException {
        assertThat(lineFor("float32", "[batch, 3, 224, 224]"))
                .contains(" -d @record.json ", "x (float32 [3, 224, 224])");
    }

    private String lineFor(String type, String shape) throws IOException {
        ScaleSystem.in(directory);
        ScaleSystem.edit(
                directory,
                "type: float32\n      shape: [batch, 1]\n      meaning: the number to double\n      unit: m\n      example: [1.5]",
                "type: " + type + "\n      meaning: something\n      shape: " + shape);
        return line();
    }

    private String line() {
        var packages = Catalog.open(directory).read().part(Models.class).valid();
        return CurlLine.of(packages.getFirst().modelPackage(), "http://localhost:8080");
    }
}
