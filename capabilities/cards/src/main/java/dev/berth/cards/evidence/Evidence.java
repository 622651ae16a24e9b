package dev.berth.cards.evidence;

import dev.berth.cards.document.DocumentSubject;
import dev.berth.catalog.profile.ModelProfile;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.protocol.json.JsonValues;
import dev.berth.scoring.prediction.Subject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the folder `evaluations/` of a system has: reports and profiles, in the order of the files'
/// names.
///
/// @param unreadable files that are neither, with the reason
public record Evidence(
        List<EvaluationFile> evaluations,
        List<MeasuredProfile> profiles,
        List<UnreadableFile> unreadable) {
    /// The folder, below the system's directory.
    public static final String FOLDER = "evaluations";

    private static final String ENDING = ".json";
    private static final String PROFILE_ENDING = ".profile.json";

    /// Profiles have some kilobytes.
    private static final long PROFILE_BYTES_MAX = 16L << 20;

    /// More files than any system has are not looked at.
    private static final int FILES_MAX = 10_000;

    public Evidence {
        evaluations = List.copyOf(evaluations);
        profiles = List.copyOf(profiles);
        unreadable = List.copyOf(unreadable);
    }

    /// A file that cannot be read.
    ///
    /// @param file below the system's directory
    public record UnreadableFile(String file, Problem problem) {}

    /// Reads the folder of a system, which may be absent.
    public static Evidence read(Path system) {
        List<EvaluationFile> evaluations = new ArrayList<>();
        List<MeasuredProfile> profiles = new ArrayList<>();
        List<UnreadableFile> unreadable = new ArrayList<>();
        for (Path path : files(system.resolve(FOLDER))) {
            String name = String.valueOf(path.getFileName());
            String file = FOLDER + "/" + name;
            try {
                if (name.endsWith(PROFILE_ENDING)) {
                    profiles.add(
                            new MeasuredProfile(
                                    name.substring(0, name.length() - PROFILE_ENDING.length()),
                                    file,
                                    profile(path)));
                } else {
                    evaluations.add(new EvaluationFile(file, ReportJson.read(path)));
                }
            } catch (ProblemException e) {
                unreadable.add(new UnreadableFile(file, e.problem()));
            }
        }
        return new Evidence(evaluations, profiles, unreadable);
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path file : stream) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(ENDING)
                        && !name.startsWith(".")
                        && Files.isRegularFile(file)
                        && files.size() < FILES_MAX) {
                    files.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw invalid("the folder " + folder + " cannot be read: " + e);
        }
        files.sort(null);
        return files;
    }

    private static ModelProfile profile(Path file) {
        try {
            if (Files.size(file) > PROFILE_BYTES_MAX) {
                throw invalid(
                        file
                                + " has more than "
                                + PROFILE_BYTES_MAX
                                + " bytes (expected: a profile)");
            }
            if (JsonValues.read(Files.readAllBytes(file)) instanceof Map<?, ?> plain) {
                return ModelProfile.read(plain);
            }
        } catch (IOException e) {
            throw invalid(file + " cannot be read: " + e);
        } catch (ProblemException e) {
            throw invalid(file + " is not a profile: " + e.problem().message());
        }
        throw invalid(file + " is not a profile (expected: a JSON object)");
    }

    private static ProblemException invalid(String message) {
        return new ProblemException(
                ProblemCode.EVALUATION_INVALID,
                message,
                "write it again with `berth evaluate` or `berth bench --profile`");
    }

    /// The reports about a subject.
    ///
    /// @param subject of a model with its version; a report of another version is not one
    public List<EvaluationFile> evaluations(DocumentSubject subject) {
        return evaluations.stream().filter(each -> isAbout(each, subject)).toList();
    }

    private static boolean isAbout(EvaluationFile file, DocumentSubject subject) {
        Subject evaluated = file.report().subject();
        boolean isKind =
                switch (subject.kind()) {
                    case MODEL -> evaluated.kind() == Subject.Kind.MODEL;
                    case ENDPOINT -> evaluated.kind() == Subject.Kind.ENDPOINT;
                    case SYSTEM -> false;
                };
        return isKind
                && evaluated.name().equals(subject.name())
                && (subject.version().isEmpty() || evaluated.version().equals(subject.version()));
    }

    public Optional<EvaluationFile> findEvaluation(String name) {
        return evaluations.stream().filter(each -> each.report().name().equals(name)).findFirst();
    }

    /// The profile of a subject: the file with its name.
    public Optional<MeasuredProfile> findProfile(DocumentSubject subject) {
        return profiles.stream()
                .filter(each -> each.profile().model().equals(subject.name()))
                .filter(
                        each ->
                                subject.version().isEmpty()
                                        || each.profile().version().equals(subject.version()))
                .reduce((first, last) -> last);
    }
}
