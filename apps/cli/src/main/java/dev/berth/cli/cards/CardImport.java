package dev.berth.cli.cards;

import dev.berth.cards.exchange.HubCardReader;
import dev.berth.cards.exchange.ImportedCard;
import dev.berth.cards.exchange.ToolkitCardReader;
import dev.berth.cards.part.Cards;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Import of a model card of another form into a file `cards/NAME.yaml`.
final class CardImport {
    /// Cards of others have some kilobytes, and pictures in them a megabyte.
    private static final long BYTES_MAX = 32L << 20;

    private CardImport() {}

    /// Writes the file, which must not be there yet.
    static Path run(Path system, String name, Path from) throws IOException {
        Path target = system.resolve(Cards.FOLDER).resolve(name + ".yaml");
        if (Files.exists(target)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    target + " is there already (expected: no file)",
                    "move it away, and copy from it what you need");
        }
        String yaml = read(from).yaml(String.valueOf(from.getFileName()), name);
        Files.createDirectories(system.resolve(Cards.FOLDER));
        Files.writeString(target, yaml);
        return target;
    }

    private static ImportedCard read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--import " + file + " (expected: a file of at most 32 MiB)",
                    "name a README.md of a hub, or a JSON file of the Model Card Toolkit");
        }
        try {
            String text = Files.readString(file);
            return file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
                    ? ToolkitCardReader.read(text, file.toString())
                    : HubCardReader.read(text, file.toString());
        } catch (MalformedInputException e) {
            throw new ProblemException(
                    ProblemCode.VALUE_INVALID,
                    file + " is not UTF-8 (expected: text in UTF-8)",
                    "save it in UTF-8");
        }
    }
}
