package dev.berth.scoring.prediction;

import dev.berth.core.Problem;
import dev.berth.core.Problem.FieldViolation;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.prediction.RowResult.Failed;
import dev.berth.scoring.prediction.RowResult.Predicted;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Predictor of batches of rows, of which some may be at fault.
///
/// A request that fails for a record fails as a whole; it is halved until the record is alone,
/// which takes some twenty requests for one in a batch. A request that finds a server overloaded is
/// sent again after a growing wait. Thread-safe.
public final class BatchPredictor {
    private static final Duration WAIT_FIRST = Duration.ofMillis(50);
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    /// With waits that double, about two minutes.
    private static final int ATTEMPTS_MAX = 30;

    private static final Pattern INPUT =
            Pattern.compile("\\$(?:\\.records\\[\\d+\\]|\\[\\d+\\])?\\.([^.\\[]+).*");

    private final RecordPredictor predictor;
    private final RecordMapper mapper;

    /// A predictor of records alone: [#answers].
    public BatchPredictor(RecordPredictor predictor) {
        this(predictor, RecordMapper.NONE);
    }

    public BatchPredictor(RecordPredictor predictor, RecordMapper mapper) {
        this.predictor = predictor;
        this.mapper = mapper;
    }

    /// The results of rows, in their order. Blocks.
    ///
    /// @throws ProblemException if no row can be predicted, as without permission or server
    public List<RowResult> predict(List<DataRow> rows) {
        var results = new @Nullable RowResult[rows.size()];
        List<Integer> places = new ArrayList<>();
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            try {
                records.add(mapper.record(rows.get(i)));
                places.add(i);
            } catch (InvalidRowException e) {
                results[i] =
                        new Failed(rows.get(i), e.column(), ProblemCode.ROW_INVALID, e.reason());
            }
        }
        List<Answer> answers = answers(records);
        for (int i = 0; i < answers.size(); i++) {
            int place = places.get(i);
            DataRow row = rows.get(place);
            results[place] =
                    switch (answers.get(i)) {
                        case Answer.Given(Map<String, @Nullable Object> given) ->
                                new Predicted(new PredictedRow(row, given));
                        case Answer.Refused(Problem problem) -> failed(row, problem);
                    };
        }
        List<RowResult> all = new ArrayList<>(results.length);
        for (RowResult result : results) {
            all.add(Objects.requireNonNull(result));
        }
        return all;
    }

    /// The results of rows in one request; empty if some row is at fault, so that smaller ones are
    /// due. Blocks.
    ///
    /// @throws ProblemException if no row can be predicted
    public Optional<List<RowResult>> predictAtOnce(List<DataRow> rows) {
        List<Map<String, @Nullable Object>> records = new ArrayList<>(rows.size());
        try {
            for (DataRow row : rows) {
                records.add(mapper.record(row));
            }
        } catch (InvalidRowException e) {
            return Optional.empty();
        }
        List<Map<String, @Nullable Object>> predictions;
        try {
            predictions = predictPatiently(records);
        } catch (ProblemException e) {
            if (isOfRecord(e.problem().code())) {
                return Optional.empty();
            }
            throw e;
        }
        requireCount(predictions.size(), records.size());
        List<RowResult> results = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            results.add(new Predicted(new PredictedRow(rows.get(i), predictions.get(i))));
        }
        return Optional.of(results);
    }

    private static void requireCount(int predictions, int records) {
        if (predictions != records) {
            throw new ProblemException(
                    ProblemCode.INTERNAL_ERROR,
                    predictions + " predictions of " + records + " records",
                    "report this");
        }
    }

    /// What a record came to.
    public sealed interface Answer {
        /// The prediction; empty if there is none.
        Optional<Map<String, @Nullable Object>> prediction();

        /// Record with a prediction.
        record Given(Map<String, @Nullable Object> given) implements Answer {
            @Override
            public Optional<Map<String, @Nullable Object>> prediction() {
                return Optional.of(given);
            }
        }

        /// Record that cannot be predicted.
        record Refused(Problem problem) implements Answer {
            @Override
            public Optional<Map<String, @Nullable Object>> prediction() {
                return Optional.empty();
            }
        }
    }

    /// The answers to records, in their order. Blocks.
    ///
    /// @throws ProblemException if no record can be predicted, as without permission or server
    public List<Answer> answers(List<Map<String, @Nullable Object>> records) {
        List<Answer> answers = new ArrayList<>(records.size());
        if (!records.isEmpty()) {
            addAnswers(records, answers);
        }
        return answers;
    }

    private void addAnswers(List<Map<String, @Nullable Object>> records, List<Answer> answers) {
        List<Map<String, @Nullable Object>> predictions;
        try {
            predictions = predictPatiently(records);
        } catch (ProblemException e) {
            if (!isOfRecord(e.problem().code())) {
                throw e;
            }
            if (records.size() == 1) {
                answers.add(new Answer.Refused(e.problem()));
                return;
            }
            int half = records.size() / 2;
            addAnswers(records.subList(0, half), answers);
            addAnswers(records.subList(half, records.size()), answers);
            return;
        }
        requireCount(predictions.size(), records.size());
        for (Map<String, @Nullable Object> prediction : predictions) {
            answers.add(new Answer.Given(prediction));
        }
    }

    private List<Map<String, @Nullable Object>> predictPatiently(
            List<Map<String, @Nullable Object>> records) {
        long waitNanos = WAIT_FIRST.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return predictor.predict(records);
            } catch (ProblemException e) {
                Problem problem = e.problem();
                boolean isWorthwhile =
                        isOverload(problem.code())
                                || (problem.code().isRetryable()
                                        && problem.retryAfter().isPresent());
                if (!isWorthwhile || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
                long askedNanos = problem.retryAfter().map(Duration::toNanos).orElse(0L);
                pause(Math.clamp(askedNanos, waitNanos, WAIT_MAX.toNanos()));
                waitNanos = Math.min(2 * waitNanos, WAIT_MAX.toNanos());
            }
        }
    }

    private static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new ProblemException(
                        ProblemCode.CANCELLED, "the run was interrupted", "run it again");
            }
        }
    }

    private static boolean isOverload(ProblemCode code) {
        return switch (code) {
            case QUEUE_FULL,
                    QUOTA_EXCEEDED,
                    IN_FLIGHT_MEMORY_EXCEEDED,
                    CIRCUIT_OPEN,
                    DRAINING,
                    SERVER_UNREACHABLE ->
                    true;
            default -> false;
        };
    }

    /// Whether a problem is that of some record, or of too many, and not of the whole run.
    private static boolean isOfRecord(ProblemCode code) {
        return switch (code) {
            case REQUEST_MALFORMED,
                    RECORD_INVALID,
                    BODY_TOO_LARGE,
                    BATCH_TOO_LARGE,
                    GUARD_REJECTED,
                    GUARD_ERROR,
                    ABSTAINED,
                    INPUT_UNKNOWN,
                    INPUT_MISSING,
                    TYPE_MISMATCH,
                    SHAPE_MISMATCH,
                    SIZE_MISMATCH,
                    VALUE_INVALID,
                    PIPELINE_STEP_FAILED,
                    INFERENCE_FAILED,
                    FEATURE_FUNCTION_FAILED,
                    DEADLINE_EXCEEDED ->
                    true;
            default -> false;
        };
    }

    private Failed failed(DataRow row, Problem problem) {
        if (problem.violations().isEmpty()) {
            return new Failed(row, "", problem.code(), problem.message());
        }
        FieldViolation violation = problem.violations().getFirst();
        Matcher path = INPUT.matcher(violation.path());
        String column = path.matches() ? mapper.column(path.group(1)) : "";
        return new Failed(
                row,
                column,
                problem.code(),
                violation.actual() + " (expected: " + violation.expected() + ")");
    }
}
