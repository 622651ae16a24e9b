package dev.berth.audit.detect;

import dev.berth.audit.code.CodeCall;
import dev.berth.audit.code.CodeFile;
import dev.berth.audit.code.CodeUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the calls of a file do, by the names that general packages give their functions.
final class Steps {
    private static final Pattern READ =
            Pattern.compile(
                    "(pandas|polars|pyarrow\\.\\w+)\\.(read|scan)_\\w+|numpy\\.(load|loadtxt|genfromtxt)"
                            + "|.*\\.read\\.(csv|parquet|json|orc|table|load|jdbc)|.*\\.read\\.format.*"
                            + "|.*\\.load_dataset|(java\\.nio\\.file\\.)?Files\\.(lines|read\\w+|newBufferedReader|newInputStream)");
    private static final Pattern WRITE =
            Pattern.compile(
                    ".*\\.(to_csv|to_parquet|to_json|to_feather|to_pickle|to_excel|to_sql|write_csv|write_parquet)"
                            + "|.*\\.write\\.(csv|parquet|json|orc|save|saveAsTable|insertInto)|.*\\.saveAsTable"
                            + "|numpy\\.(save|savez|savetxt)"
                            + "|(java\\.nio\\.file\\.)?Files\\.(write\\w*|newBufferedWriter|newOutputStream)");
    private static final Pattern TRAIN =
            Pattern.compile(
                    "(xgboost|lightgbm|catboost)\\.(train|cv)|.*\\.(buildClassifier|fit_generator|fit_resample_model)"
                            + "|.*\\bEasyTrain\\.fit|.*\\.backward");
    private static final Pattern EVALUATE =
            Pattern.compile(
                    "sklearn\\.metrics\\.\\w+|.*\\.(cross_val_score|cross_validate|evaluateModel|evaluate)");
    private static final Set<String> PREDICT =
            Set.of(
                    "predict",
                    "predict_proba",
                    "predict_log_proba",
                    "predict_on_batch",
                    "decision_function",
                    "classifyInstance",
                    "distributionForInstance",
                    "batchPredict",
                    "predictProba");
    private static final Pattern SAVE_MODEL =
            Pattern.compile(
                    "joblib\\.dump|(pickle|cloudpickle|dill)\\.dump|torch\\.save|mlflow\\.\\w+\\.(log|save)_model"
                            + "|.*\\.(save_model|save_weights|save_pretrained)|.*SerializationHelper\\.write");
    private static final Pattern SERVE =
            Pattern.compile(
                    "uvicorn\\.run|waitress\\.serve|SpringApplication\\.run|.*\\.SpringApplication\\.run");
    private static final Pattern PREPARATION =
            Pattern.compile(
                    ".*(Scaler|Encoder|Vectorizer|Transformer|Imputer|PCA|SVD|Binarizer|Discretizer|KBest|Selector"
                            + "|Tokenizer|Generator|Indexer|Assembler|Normalizer|Union|TfidfModel|LabelEncoder|Features)");
    private static final Pattern ROUTE =
            Pattern.compile(
                    "\\w*(app|router|blueprint|bp|api|server)\\w*\\.(route|get|post|put|websocket|api_route)\\(.*"
                            + "|(Get|Post|Put|Request)Mapping\\b.*|POST\\b.*|Path\\(.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final CodeFile file;
    private final Map<String, String> types = new HashMap<>();

    private Steps(CodeFile file) {
        this.file = file;
        for (CodeCall call : file.calls()) {
            call.assigned().forEach(name -> types.putIfAbsent(name, call.name()));
        }
    }

    /// The steps of a file.
    static Steps of(CodeFile file) {
        return new Steps(file);
    }

    /// The calls that do something, in their order.
    List<CodeCall> calls(Step step) {
        return file.calls().stream().filter(each -> is(each, step)).toList();
    }

    /// Whether a call does something.
    boolean is(CodeCall call, Step step) {
        return of(call).filter(step::equals).isPresent();
    }

    /// What a call does, if it is known.
    Optional<Step> of(CodeCall call) {
        String name = call.name();
        if (isTraining(call)) {
            return Optional.of(Step.TRAIN);
        }
        if (SAVE_MODEL.matcher(name).matches()) {
            return Optional.of(Step.SAVE_MODEL);
        }
        if (READ.matcher(name).matches() || (name.equals("open") && !isWritingMode(call))) {
            return Optional.of(Step.READ);
        }
        if (WRITE.matcher(name).matches() || name.equals("open")) {
            return Optional.of(Step.WRITE);
        }
        if (PREDICT.contains(call.method()) && name.contains(".")) {
            return Optional.of(Step.PREDICT);
        }
        if (EVALUATE.matcher(name).matches()
                || (call.method().equals("score") && isOfTrained(call))) {
            return Optional.of(Step.EVALUATE);
        }
        boolean isServer =
                SERVE.matcher(name).matches()
                        || (call.method().equals("run")
                                && type(call.receiver()).matches("flask\\.Flask|Flask"));
        return isServer ? Optional.of(Step.SERVE) : Optional.empty();
    }

    /// The name of the call that a variable takes its value from, or empty.
    String type(String variable) {
        return types.getOrDefault(variable, "");
    }

    /// Whether a function answers requests over HTTP.
    static boolean isRoute(CodeUnit unit) {
        return unit.kind() == CodeUnit.Kind.FUNCTION
                && unit.markers().stream().anyMatch(each -> ROUTE.matcher(each).matches());
    }

    private boolean isTraining(CodeCall call) {
        if (TRAIN.matcher(call.name()).matches()) {
            return true;
        }
        String type = type(call.receiver());
        if (call.method().equals("fit") && call.name().contains(".")) {
            boolean isPreparation =
                    PREPARATION.matcher(type).matches()
                            || PREPARATION.matcher(capitalised(call.receiver())).matches();
            return !isPreparation && !call.arguments().isEmpty();
        }
        return call.method().equals("train")
                && (type.endsWith("Trainer") || call.receiver().endsWith("rainer"));
    }

    private boolean isOfTrained(CodeCall call) {
        return !call.receiver().isEmpty()
                && file.calls().stream()
                        .anyMatch(
                                each ->
                                        each.receiver().equals(call.receiver())
                                                && each.method().equals("fit"));
    }

    private static String capitalised(String name) {
        return name.isEmpty() ? "" : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static boolean isWritingMode(CodeCall call) {
        String mode =
                call.string(1)
                        .or(() -> call.argument("mode").flatMap(CodeCall.Argument::string))
                        .orElse("r");
        return mode.contains("w") || mode.contains("a") || mode.contains("x");
    }
}
