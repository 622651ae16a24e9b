package dev.berth.cli.plan;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ValidationError;
import dev.berth.placement.part.Scenarios;
import dev.berth.placement.part.ScenariosPart;
import dev.berth.placement.scenario.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Scenario of a system, named by its file, by the system's directory or by its name.
///
/// @param system its directory
/// @param scenario empty if its file has errors
record DescribedScenario(Path system, Optional<Scenario> scenario, List<ValidationError> errors) {
    private static final String ENDING = ".yaml";

    DescribedScenario {
        errors = List.copyOf(errors);
    }

    /// Reads the scenario.
    ///
    /// @param word a file, a directory or a name
    /// @param system where a name is looked up
    /// @throws ProblemException `usage` if there is none
    static DescribedScenario load(String word, Path system) {
        Path path = Path.of(word);
        if (Files.isDirectory(path)) {
            return only(path);
        }
        if (!word.endsWith(ENDING)) {
            return read(system, word);
        }
        Path file = path.toAbsolutePath().normalize();
        Path folder = file.getParent();
        if (!Files.isRegularFile(file)) {
            throw new ProblemException(
                    ProblemCode.USAGE, "no file '" + word + "'", "name a file of a scenario");
        }
        if (folder == null
                || !folder.endsWith(ScenariosPart.FOLDER)
                || folder.getParent() == null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "'" + word + "' is in no folder " + ScenariosPart.FOLDER,
                    "move it to " + ScenariosPart.FOLDER + "/ in the directory of a system");
        }
        return read(folder.getParent(), name(file));
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - ENDING.length());
    }

    /// The only scenario of a system.
    private static DescribedScenario only(Path system) {
        List<String> names = names(system);
        if (names.size() != 1) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "'" + system + "' has " + names.size() + " scenarios",
                    names.isEmpty()
                            ? "describe one in " + ScenariosPart.FOLDER + "/NAME.yaml"
                            : "name one of "
                                    + String.join(", ", names)
                                    + ", as in `berth plan "
                                    + names.getFirst()
                                    + " --system "
                                    + system
                                    + "`");
        }
        return read(system, names.getFirst());
    }

    private static List<String> names(Path system) {
        Path folder = system.resolve(ScenariosPart.FOLDER);
        String[] files = folder.toFile().list((_, name) -> name.endsWith(ENDING));
        return files == null
                ? List.of()
                : List.of(files).stream()
                        .filter(name -> !name.startsWith("."))
                        .map(name -> name.substring(0, name.length() - ENDING.length()))
                        .sorted()
                        .toList();
    }

    private static DescribedScenario read(Path system, String name) {
        CatalogSnapshot snapshot = Catalog.open(system).read();
        List<ValidationError> errors =
                snapshot.errors().stream()
                        .filter(
                                error ->
                                        error.location()
                                                .file()
                                                .endsWith(
                                                        Path.of(
                                                                ScenariosPart.FOLDER,
                                                                name + ENDING)))
                        .toList();
        Scenarios scenarios = snapshot.part(Scenarios.class);
        if (errors.isEmpty() && scenarios.find(name).isEmpty()) {
            List<String> names = names(system);
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "no scenario '" + name + "' in " + system + NearestName.hint(name, names),
                    names.isEmpty()
                            ? "describe it in " + ScenariosPart.FOLDER + "/" + name + ENDING
                            : "name one of " + String.join(", ", names));
        }
        return new DescribedScenario(system, scenarios.find(name), errors);
    }
}
