package dev.berth.audit.finding;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Anti-pattern of systems with models: why it hurts, and which source says so.
///
/// Sources: [S] Sculley et al., *Hidden Technical Debt in Machine Learning Systems*, NIPS 2015, by
/// section; [B] Bogner, Verdecchia and Gerostathopoulos, *Characterizing Technical Debt and
/// Antipatterns in AI-Based Systems*, TechDebt 2021; [Z] Breck et al., *The ML Test Score*, IEEE
/// Big Data 2017.
public enum Smell {
    BIG_SCRIPT(
            "Big script architecture",
            "One script loads, trains, judges and serves: no part can be tested, replaced or run"
                    + " alone, and serving cannot be scaled without training.",
            "[B] big script architecture"),
    DEAD_EXPERIMENTAL_PATH(
            "Dead experimental code path",
            "Code of an experiment that is decided keeps being read, tested and kept compatible,"
                    + " until it runs by mistake.",
            "[S] section 5, dead experimental codepaths"),
    GLUE_CODE(
            "Glue code",
            "Most of the file moves data into and out of a general package, which freezes the"
                    + " system to that package's peculiarities.",
            "[S] section 5, glue code"),
    MULTIPLE_LANGUAGES(
            "Multiple languages",
            "A path that crosses languages needs both tool chains for each test and deployment, and"
                    + " types are lost at the border.",
            "[S] section 5, multiple-language smell"),
    PIPELINE_JUNGLE(
            "Pipeline jungle",
            "Intermediate results that grew one by one make failures hard to find and recover from,"
                    + " and each change needs the whole pipeline.",
            "[S] section 5, pipeline jungles"),
    PLAIN_OLD_DATA(
            "Plain-old data types",
            "A bare number does not say what it means: a probability, a log-odds value or a count"
                    + " look alike to the caller.",
            "[S] section 5, plain-old-data type smell"),
    UNDECLARED_CONSUMER(
            "Undeclared consumer",
            "Callers that are not known cannot be warned: each change of the model changes them as"
                    + " well.",
            "[S] section 2, undeclared consumers"),
    ENTANGLEMENT(
            "Entanglement",
            "Changing one input changes all models that share it (changing anything changes"
                    + " everything), without a contract that says what they rely on.",
            "[S] section 2, entanglement"),
    UNSTABLE_DATA_DEPENDENCY(
            "Unstable data dependency",
            "What is read may be another thing tomorrow: results cannot be repeated, and a change"
                    + " elsewhere arrives without a test.",
            "[S] section 3, unstable data dependencies"),
    UNDERUSED_DATA_DEPENDENCY(
            "Underused data dependency",
            "Data that is loaded but not used can still break the job when it changes or is gone.",
            "[S] section 3, underutilized data dependencies"),
    DIRECT_FEEDBACK_LOOP(
            "Direct feedback loop",
            "A model that selects its own training data confirms itself and drifts without an error"
                    + " being seen.",
            "[S] section 4, direct feedback loops"),
    HIDDEN_FEEDBACK_LOOP(
            "Hidden feedback loop",
            "Two models that influence each other's data change together; improving one may worsen"
                    + " the other.",
            "[S] section 4, hidden feedback loops"),
    CORRECTION_CASCADE(
            "Correction cascade",
            "A model or constant that corrects another model's output depends on its errors: the"
                    + " first can no longer be improved without worsening the whole.",
            "[S] section 2, correction cascades"),
    CONFIGURATION_DEBT(
            "Configuration debt",
            "Configuration that is copied, ambiguous or bound to one machine is changed in one"
                    + " place and forgotten in another.",
            "[S] section 6, configuration debt"),
    MISSING_FALLBACK(
            "Missing fallback",
            "When the model is slow or down, the caller hangs or hides the failure, because nothing"
                    + " says what answer is good enough without it.",
            "[B] missing safeguards; Nygard, Release It!, chapter 5 (timeouts, fail fast)"),
    UNMONITORED_MODEL(
            "Unmonitored model",
            "Models fail silently: without records of what they answer, a drop in quality is found"
                    + " by customers.",
            "[S] section 7; [Z] monitoring tests"),
    UNUSED_FEATURE(
            "Unused feature",
            "A feature that is computed and that no model reads costs time and storage, and may"
                    + " break what does not need it.",
            "[S] section 3, underutilized data dependencies"),
    BROKEN_CONSTRAINT(
            "Broken constraint",
            "A rule that the architecture's owner has written does not hold.",
            "architecture: in berth.yaml");

    private final String title;
    private final String reason;
    private final String source;

    Smell(String title, String reason, String source) {
        this.title = title;
        this.reason = reason;
        this.source = source;
    }

    /// The identifier in reports, baselines and settings, such as `big-script`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The name that readers know.
    public String title() {
        return title;
    }

    /// Why it hurts.
    public String reason() {
        return reason;
    }

    /// Where that is said, by the letters of this class.
    public String source() {
        return source;
    }

    /// The anti-pattern with an identifier.
    public static Optional<Smell> find(String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
    }

    /// All identifiers.
    public static List<String> ids() {
        return Arrays.stream(values()).map(Smell::id).toList();
    }
}
