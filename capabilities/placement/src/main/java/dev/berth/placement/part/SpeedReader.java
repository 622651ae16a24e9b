package dev.berth.placement.part;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.core.SanitizedText;
import dev.berth.placement.calibration.Calibration;
import dev.berth.placement.calibration.MachineScaling;
import dev.berth.placement.calibration.SpeedRatio;
import dev.berth.placement.scenario.NumberSource;
import dev.berth.placement.scenario.NumberSource.Kind;
import dev.berth.placement.scenario.NumberSource.Quantity;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reader of the speed of sites: stated, or from the calibrations of the site and of the machine of
/// the profiles.
///
/// Which share of its time a model waits for memory is not known for all components of a site, so
/// the speed lies between that of arithmetic and that of memory, and the error bar has both.
final class SpeedReader {
    private static final String KEY = "calibration";

    /// From a microcontroller to a server's core it is less.
    private static final double RATIO_MAX = 100_000;

    private static final SpeedRatio IMPLAUSIBLE =
            new SpeedRatio(1, Double.MIN_NORMAL, Double.MAX_VALUE);

    private final Path system;
    private final DocumentNode root;
    private final Optional<Calibration> measured;
    private final List<NumberSource> sources;

    /// @param sources gets that of each site
    SpeedReader(DocumentNode root, Path system, List<NumberSource> sources) {
        this.root = root;
        this.system = system;
        this.sources = sources;
        measured = root.child(KEY).flatMap(this::calibration);
    }

    /// The speed of a site; 1 if it has an error, which is reported.
    double read(String site, DocumentNode place) {
        Optional<Double> stated = NumberReader.positive(place, "speed");
        Optional<DocumentNode> node = place.child(KEY);
        if (node.isEmpty()) {
            sources.add(
                    NumberSource.exact(
                            site,
                            Quantity.SPEED,
                            stated.orElse(1.0),
                            stated.isPresent() ? Kind.DECLARED : Kind.ASSUMED,
                            ""));
            return stated.orElse(1.0);
        }
        if (place.child("speed").isPresent()) {
            node.get()
                    .error(
                            "both `speed` and `calibration`",
                            "one of the two",
                            "remove `speed`, which the calibration measures");
        }
        if (root.child(KEY).isEmpty()) {
            node.get()
                    .error(
                            "a calibration of the site, and none of the machine of the profiles",
                            "`calibration` at the top of the scenario as well",
                            "run `berth calibrate --output FILE` where `berth bench` ran, and name"
                                    + " the file there");
        }
        Optional<Calibration> target = calibration(node.get());
        return measured.isPresent() && target.isPresent()
                ? scaled(site, node.get(), measured.get(), target.get())
                : 1;
    }

    private double scaled(String site, DocumentNode node, Calibration from, Calibration to) {
        SpeedRatio ratio;
        try {
            ratio = MachineScaling.between(from, to).of(1, 0);
        } catch (IllegalArgumentException e) {
            ratio = IMPLAUSIBLE;
        }
        if (ratio.low() < 1 / RATIO_MAX || ratio.high() > RATIO_MAX) {
            refuse(
                    node,
                    "a calibration of a machine more than " + RATIO_MAX + " times as fast or slow");
            return 1;
        }
        sources.add(
                new NumberSource(
                        site,
                        Quantity.SPEED,
                        ratio.value(),
                        ratio.low(),
                        ratio.high(),
                        Kind.MEASURED,
                        node.text().map(SanitizedText::of).orElse("")));
        return ratio.value();
    }

    private Optional<Calibration> calibration(DocumentNode node) {
        Optional<String> name = node.text();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = system.resolve(name.get());
            if (!Files.isRegularFile(file)) {
                refuse(node, "no file '" + SanitizedText.of(name.get()) + "'");
                return Optional.empty();
            }
            Document document = DocumentReader.read(file);
            if (document.value().orElse("") instanceof Map<?, ?> plain) {
                return Optional.of(Calibration.ofPlain(plain));
            }
            refuse(node, "'" + SanitizedText.of(name.get()) + "', which is no JSON object");
        } catch (InvalidPathException e) {
            refuse(node, "'" + SanitizedText.of(name.get()) + "', which is no path");
        } catch (IllegalArgumentException e) {
            refuse(
                    node,
                    "'"
                            + SanitizedText.of(name.get())
                            + "', which is no calibration: "
                            + SanitizedText.of(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private static void refuse(DocumentNode node, String found) {
        node.error(
                found,
                "a file that `berth calibrate` wrote, relative to the system's directory",
                "write it with `berth calibrate --output FILE` on the machine");
    }
}
