package dev.berth.runtime.onnx;

import java.util.List;
import java.util.Locale;

/// Remedies for a model file that the engine rejects, by the kind of the reason. The kinds are
/// distinguished by the engine's words (ONNX Runtime 1.28).
enum LoadRemedy {
    MEMORY(
            "free memory for it: load fewer models at once (`--load-policy on-demand`, `--model-memory-limit`), use a"
                    + " smaller model, or give the process more memory",
            "failed to allocate memory",
            "bad_alloc",
            "out of memory",
            "bad allocation"),
    WEIGHTS_MISSING(
            "put the weight files beside the model file, under the names that it has for them, and all of"
                    + " them from the same export",
            "external data path",
            "external data file",
            "getfilelength for",
            "external initializer",
            "out of bounds or can not be read"),
    LIBRARY_MISSING(
            "install the library that is named, for this machine's system and processor, or leave out what"
                    + " needs it",
            "cannot open shared object file",
            "failed to load library",
            "cannot be loaded"),
    FORMAT_VERSION(
            "export the model again for an older version of ONNX, or convert it to one",
            "unsupported model ir version",
            "unknown model file format version"),
    OPERATOR_SET(
            "export the model again with an older operator set (`opset_version` in most exporters)",
            "opset",
            "operator set"),
    OPERATOR(
            "export the model again without this operator, or with an operator set that has it",
            "is not a registered function/op",
            "no op registered for",
            "no opset import for domain"),
    KERNEL(
            "export the model again with another element type, such as float32, or without this operator: the"
                    + " engine has it, but not for this type",
            "could not find an implementation for"),
    UNREADABLE(
            "let the user of this process read the file, or put it back",
            "it cannot be read",
            "there is no such file",
            "permission denied"),
    NOT_A_MODEL(
            "is it an ONNX file, and whole? copy it again, or export the model again",
            "protobuf parsing failed",
            "modelproto does not have a graph",
            "no graph was found",
            "invalid protobuf",
            "model_proto"),
    TYPE(
            "let the graph give tensors, or sequences of maps from classes to scores",
            "which no tensor holds"),
    GRAPH(
            "the graph contradicts itself: check it with the exporter's own checker, and export the model"
                    + " again");

    private final String remedy;

    // Never changed.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> words;

    LoadRemedy(String remedy, String... words) {
        this.remedy = remedy;
        this.words = List.of(words);
    }

    /// The kind of a reason; the first in the order above that has its words.
    static LoadRemedy of(String reason) {
        String text = reason.toLowerCase(Locale.ROOT);
        for (LoadRemedy kind : values()) {
            for (String each : kind.words) {
                if (text.contains(each)) {
                    return kind;
                }
            }
        }
        return GRAPH;
    }

    String remedy() {
        return remedy;
    }
}
