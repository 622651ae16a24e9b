package dev.berth.catalog.traffic;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.TrafficWeightChange;
import dev.berth.state.StateChange;
import dev.berth.state.StateEntry;
import dev.berth.state.StateStore;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The import of traffic weights that earlier versions of Berth kept in `.berth/traffic`: for each
/// endpoint a journal, and its oldest changes under `audit/`.
///
/// All changes of an endpoint are written to the store in one transaction, unless the store has
/// changes of that endpoint already. Then the journal is moved to `imported/`. A process that is
/// killed in between leaves both, and the next one only moves the file. Thread-safe; every method
/// does I/O.
public final class WeightJournalImport {
    private static final String ENDING = ".yaml";

    private final Path folder;
    private final StateStore store;

    /// @param system whose directory may have journals
    public WeightJournalImport(Path system, StateStore store) {
        this.folder = system.resolve(".berth").resolve("traffic");
        this.store = store;
    }

    /// The result of an import.
    public enum Outcome {
        /// There is no journal.
        NOTHING,
        /// Its changes are in the store.
        IMPORTED,
        /// The store has other changes of the endpoint, as those that another server imported.
        SUPERSEDED
    }

    /// The journals to import.
    ///
    /// @throws ProblemException `state-unavailable` if they cannot be listed
    public List<Path> waiting() {
        List<Path> waiting = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return waiting;
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, "[A-Za-z0-9]*" + ENDING)) {
            for (Path file : files) {
                if (isOfEndpoint(file)) {
                    waiting.add(file);
                }
            }
            return waiting;
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(folder, e);
        }
    }

    private static boolean isOfEndpoint(Path file) {
        try {
            var _ = endpoint(file);
            return true;
        } catch (ProblemException notAName) {
            return false;
        }
    }

    /// The endpoint of a journal.
    public static EndpointName endpoint(Path journal) {
        String name = journal.getFileName().toString();
        return new EndpointName(name.substring(0, name.length() - ENDING.length()));
    }

    /// Imports the journal of an endpoint if there is one.
    ///
    /// @throws ProblemException `state-unavailable` if the journal is damaged, or the store cannot
    ///   be used
    public Outcome run(EndpointName endpoint) {
        Path journal = journal(endpoint);
        if (!Files.exists(journal)) {
            return Outcome.NOTHING;
        }
        WeightHistory history = read(journal);
        boolean isIn = isInStore(endpoint, history) || takeOver(endpoint, history);
        setAside(journal);
        return isIn ? Outcome.IMPORTED : Outcome.SUPERSEDED;
    }

    /// The last change in the journal of an endpoint, for a process that may read it and not write
    /// to the store.
    ///
    /// @throws ProblemException `state-unavailable` if the journal is damaged
    public Optional<TrafficWeightChange> findLast(EndpointName endpoint) {
        List<TrafficWeightChange> changes = read(journal(endpoint)).changes();
        return changes.isEmpty() ? Optional.empty() : Optional.of(changes.getLast());
    }

    private Path journal(EndpointName endpoint) {
        return folder.resolve(endpoint + ENDING);
    }

    private boolean isInStore(EndpointName endpoint, WeightHistory history) {
        if (history.changes().isEmpty()) {
            return true;
        }
        List<StateEntry> same =
                store.read(
                        TrafficWeightEntries.key(endpoint),
                        history.earlier() + history.changes().size(),
                        1);
        StateChange last = TrafficWeightEntries.encode(history.changes().getLast());
        return !same.isEmpty() && same.getFirst().change().equals(last);
    }

    private boolean takeOver(EndpointName endpoint, WeightHistory history) {
        NavigableMap<Integer, Path> audit = audit(endpoint, history.earlier());
        int first = audit.isEmpty() ? history.earlier() + 1 : audit.firstKey();
        Stream<TrafficWeightChange> earlier =
                audit.entrySet().stream()
                        .flatMap(
                                part ->
                                        read(part.getValue()).changes().stream()
                                                .limit(history.earlier() - part.getKey() + 1L));
        Iterator<StateChange> changes =
                Stream.concat(earlier, history.changes().stream())
                        .map(TrafficWeightEntries::encode)
                        .iterator();
        return store.takeOver(TrafficWeightEntries.key(endpoint), first, changes);
    }

    /// The files with changes that were moved out of the journal, by the number of their first: as
    /// far back as there is none missing.
    private NavigableMap<Integer, Path> audit(EndpointName endpoint, int earlier) {
        Pattern name =
                Pattern.compile(Pattern.quote(endpoint + "-") + "(\\d{1,9})-(\\d{1,9})\\.yaml");
        List<Part> parts = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("audit"))) {
            for (Path file : files) {
                Matcher found = name.matcher(file.getFileName().toString());
                if (found.matches()) {
                    parts.add(
                            new Part(
                                    Integer.parseInt(found.group(1)),
                                    Integer.parseInt(found.group(2)),
                                    file));
                }
            }
        } catch (NoSuchFileException none) {
            return new TreeMap<>();
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(folder.resolve("audit"), e);
        }
        parts.sort(Comparator.comparingInt(Part::last).reversed());
        NavigableMap<Integer, Path> audit = new TreeMap<>();
        int next = earlier;
        for (Part part : parts) {
            if (part.last() == next) {
                audit.put(part.first(), part.file());
                next = part.first() - 1;
            }
        }
        return audit;
    }

    private record Part(int first, int last, Path file) {}

    private static WeightHistory read(Path journal) {
        try {
            return WeightJournalReader.read(journal, Files.readAllBytes(journal));
        } catch (NoSuchFileException importedByAnother) {
            return WeightHistory.NONE;
        } catch (IOException e) {
            throw unreadable(journal, e);
        }
    }

    /// Where that is not allowed the file stays, and is found to be in the store the next time.
    private void setAside(Path journal) {
        try {
            Path aside = Files.createDirectories(folder.resolve("imported"));
            Path target = aside.resolve(journal.getFileName());
            for (int i = 2; Files.exists(target); i++) {
                target = aside.resolve(journal.getFileName() + "-" + i);
            }
            Files.move(journal, target);
        } catch (IOException e) {
            // It does no harm.
        }
    }

    private static ProblemException unreadable(Path file, Exception cause) {
        var problem =
                new ProblemException(
                        ProblemCode.STATE_UNAVAILABLE,
                        file + " cannot be read: " + cause,
                        "look at its permissions");
        problem.addSuppressed(cause);
        return problem;
    }
}
