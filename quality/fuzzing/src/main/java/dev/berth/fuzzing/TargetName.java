package dev.berth.fuzzing;

import java.util.Locale;

/// Name of a fuzz target on the command line.
public enum TargetName {
    INFER_BODIES,
    RECORDS,
    INFER_MESSAGES,
    LOAD_BODIES,
    FEATURE_BODIES,
    DESCRIPTIONS,
    ENDPOINT_FILES,
    SYSTEM_FILES,
    TOKENS,
    ARCHIVES,
    ARROW_FILES,
    EVALUATION_REPORTS,
    EVALUATION_FILES,
    EVALUATION_DATA,
    SCENARIO_FILES,
    PACK_FILES,
    HTTP_BODIES,
    HTTP_BYTES,
    HTTP2_FRAMES,
    GRPC_MESSAGES,
    WORKER_FRAMES;

    /// Prepares the target, with a server if it needs one.
    public Target open() {
        return switch (this) {
            case INFER_BODIES -> new InferBodies();
            case RECORDS -> new Records();
            case INFER_MESSAGES -> new InferMessageBytes();
            case LOAD_BODIES -> new LoadBodies();
            case FEATURE_BODIES -> new FeatureBodies();
            case DESCRIPTIONS -> new Descriptions();
            case ENDPOINT_FILES -> new EndpointFiles();
            case SYSTEM_FILES -> new SystemFiles();
            case TOKENS -> new Tokens();
            case ARCHIVES -> new Archives();
            case ARROW_FILES -> new ArrowFiles();
            case EVALUATION_REPORTS -> new EvaluationReports();
            case EVALUATION_FILES -> new EvaluationFiles();
            case EVALUATION_DATA -> new EvaluationData();
            case SCENARIO_FILES -> new ScenarioFiles();
            case PACK_FILES -> new PackFiles();
            case HTTP_BODIES -> new HttpBodies();
            case HTTP_BYTES -> new HttpBytes();
            case HTTP2_FRAMES -> new Http2Frames();
            case GRPC_MESSAGES -> new GrpcMessages();
            case WORKER_FRAMES -> new WorkerFrames();
        };
    }

    /// The name on the command line, in lower case with hyphens.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The target of a name on the command line.
    ///
    /// @throws IllegalArgumentException for an unknown name
    public static TargetName of(String text) {
        for (TargetName name : values()) {
            if (name.text().equals(text)) {
                return name;
            }
        }
        throw new IllegalArgumentException("no target " + text);
    }
}
