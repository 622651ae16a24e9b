package dev.berth.cards.outline;

import static dev.berth.cards.outline.OutlineItem.optional;
import static dev.berth.cards.outline.OutlineItem.remark;
import static dev.berth.cards.outline.OutlineItem.required;

import dev.berth.cards.document.DocumentKind;
import java.util.List;

/// The sections of each kind of document.
public final class DocumentOutline {
    /// The nine sections of a model card.
    ///
    /// Source: Mitchell and others, *Model Cards for Model Reporting*, 2019, section 4.
    private static final List<OutlineSection> MODEL_CARD =
            List.of(
                    OutlineSection.of(
                            "details",
                            "Model details",
                            required("developers", "Developers", "who developed the model"),
                            required("date", "Date", "when the model was made"),
                            required("type", "Type", "what type of model it is"),
                            optional(
                                    "training",
                                    "Training algorithms, parameters and constraints",
                                    "how it was trained: algorithm, parameters, constraints"),
                            optional("paper", "Paper or other resource", "a paper or resource"),
                            optional("citation", "Citation", "how to cite it"),
                            required("contact", "Contact", "where to send questions")),
                    OutlineSection.of(
                            "intended-use",
                            "Intended use",
                            required("primary-uses", "Primary uses", "what the model is meant for"),
                            required("primary-users", "Primary users", "whom it is meant for"),
                            required(
                                    "out-of-scope",
                                    "Out-of-scope uses",
                                    "what it must not be used for")),
                    OutlineSection.of(
                            "factors",
                            "Factors",
                            required(
                                    "relevant",
                                    "Relevant factors",
                                    "groups, instruments and environments on which performance"
                                            + " may depend"),
                            required(
                                    "evaluation",
                                    "Evaluation factors",
                                    "which factors are reported, and why these")),
                    OutlineSection.of(
                            "metrics",
                            "Metrics",
                            required(
                                    "measures",
                                    "Performance measures",
                                    "which measures are reported, and why these"),
                            optional(
                                    "thresholds",
                                    "Decision thresholds",
                                    "which thresholds are used, and why these"),
                            optional(
                                    "variation",
                                    "Approaches to uncertainty and variability",
                                    "how uncertainty is estimated")),
                    OutlineSection.of(
                            "evaluation-data",
                            "Evaluation data",
                            required("datasets", "Datasets", "what data the model is evaluated on"),
                            required("motivation", "Motivation", "why this data was chosen"),
                            required(
                                    "preprocessing",
                                    "Preprocessing",
                                    "how the data was prepared for evaluation")),
                    OutlineSection.of(
                            "training-data",
                            "Training data",
                            required("datasets", "Datasets", "what data the model learned from"),
                            optional("motivation", "Motivation", "why this data was chosen"),
                            optional(
                                    "preprocessing",
                                    "Preprocessing",
                                    "how the data was prepared for training")),
                    OutlineSection.of(
                            "quantitative-analyses",
                            "Quantitative analyses",
                            remark("unitary", "Remarks on the unitary results"),
                            remark("intersectional", "Remarks on the intersectional results")),
                    OutlineSection.of(
                            "ethical-considerations",
                            "Ethical considerations",
                            required("data", "Sensitive data", "whether data is sensitive"),
                            required(
                                    "human-life",
                                    "Human life",
                                    "whether decisions concern health, safety or livelihood"),
                            required("mitigations", "Mitigations", "what was done against risks"),
                            required("risks", "Risks and harms", "what harm may come of its use"),
                            optional(
                                    "use-cases",
                                    "Fraught use cases",
                                    "uses that are particularly risky")),
                    OutlineSection.of(
                            "caveats-and-recommendations",
                            "Caveats and recommendations",
                            required("caveats", "Caveats", "what else a user should know"),
                            optional(
                                    "recommendations",
                                    "Recommendations",
                                    "what is recommended to users and evaluators")));

    /// The parts of a FactSheet; each item stands for a question or several that belong together.
    ///
    /// Source: Arnold and others, *FactSheets: Increasing Trust in AI Services through Supplier's
    /// Declarations of Conformity*, 2019, section 4.
    private static final List<OutlineSection> FACTSHEET =
            List.of(
                    OutlineSection.of(
                            "purpose",
                            "Statement of purpose",
                            required(
                                    "supplier",
                                    "Supplier",
                                    "who the supplier is, and what other services it offers"),
                            required("service", "Service", "what the service does and for whom"),
                            optional("algorithms", "Algorithms", "which algorithms it implements"),
                            required(
                                    "team",
                                    "Development team",
                                    "what experience and background the team has"),
                            required(
                                    "updates",
                                    "History of this FactSheet",
                                    "when and why this FactSheet was changed")),
                    OutlineSection.of(
                            "usage",
                            "Usage",
                            required("intended-use", "Intended use", "what the output is used for"),
                            required(
                                    "procedures",
                                    "Procedures",
                                    "who operates the service, and who checks its output"),
                            required(
                                    "domains",
                                    "Domains and applications",
                                    "where it was tested or used")),
                    OutlineSection.of(
                            "performance",
                            "Basic performance",
                            required("data", "Test data", "which data it is tested on, and why"),
                            required("methodology", "Methodology", "how it is tested"),
                            optional(
                                    "third-parties",
                                    "Tests by others",
                                    "tests by third parties with their results")),
                    OutlineSection.of(
                            "safety",
                            "Safety",
                            required(
                                    "risks",
                                    "Bias, ethical issues and other risks",
                                    "known risks of the service"),
                            required(
                                    "individuals",
                                    "Data about people, and consent",
                                    "whether it uses or infers data about people, and by what"
                                            + " consent"),
                            required(
                                    "explainability",
                                    "Explainability",
                                    "how outputs are explained, and to whom"),
                            required(
                                    "bias-checks",
                                    "Checks for bias",
                                    "how data and outputs are checked for bias"),
                            required(
                                    "bias-remediation",
                                    "Remediation of bias",
                                    "what is done about bias that is found")),
                    OutlineSection.of(
                            "drift",
                            "Concept drift",
                            required(
                                    "unseen-data",
                                    "Unseen data",
                                    "what performance is expected on data of other distributions"),
                            required(
                                    "monitoring",
                                    "Monitoring",
                                    "how changes of data and quality are noticed"),
                            required(
                                    "updates",
                                    "Updates",
                                    "when and how models are updated, and who decides")),
                    OutlineSection.of(
                            "security",
                            "Security",
                            required("attacks", "Attacks", "how it could be attacked or abused"),
                            required(
                                    "robustness",
                                    "Adversarial robustness",
                                    "whether it was tested against adversarial inputs"),
                            required(
                                    "breaches",
                                    "Breaches",
                                    "what is planned for a breach of security")),
                    OutlineSection.of(
                            "lineage",
                            "Lineage",
                            required(
                                    "training-data",
                                    "Training data",
                                    "which data models learned from, and where it is from"),
                            required("training", "Training", "how the models were trained"),
                            optional(
                                    "prior-models",
                                    "Prior models",
                                    "models of others that it builds on"),
                            optional(
                                    "maintenance",
                                    "Maintenance",
                                    "who maintains models and data")));

    /// The sections of an interface document in which authors write.
    private static final List<OutlineSection> INTERFACE =
            List.of(
                    OutlineSection.of(
                            "use",
                            "Intended use",
                            required("intended-input", "Intended input", "what input it expects"),
                            required(
                                    "target-distribution",
                                    "Target distribution",
                                    "which inputs occur, and how often"),
                            optional("languages", "Languages", "which languages it handles"),
                            optional("sizes", "Sizes and units", "sizes of input and output"),
                            optional("output", "Reading the output", "how to read the output")),
                    OutlineSection.of("types", "Types"),
                    OutlineSection.of("errors", "Errors", remark("handling", "Handling")),
                    OutlineSection.of(
                            "service-levels", "Service levels", remark("remarks", "Remarks")),
                    OutlineSection.of("quality", "Quality", remark("remarks", "Remarks")),
                    OutlineSection.of(
                            "limitations",
                            "Limitations",
                            required("limitations", "What it cannot do", "what it cannot do")),
                    OutlineSection.of(
                            "changes",
                            "Versions and deprecation",
                            required(
                                    "deprecation-policy",
                                    "Deprecation policy",
                                    "how changes and withdrawal are announced"),
                            optional("history", "History", "what changed, and when"),
                            optional("contact", "Contact", "where to send questions")));

    private DocumentOutline() {}

    /// The sections of a kind of document that authors fill, in their order.
    public static List<OutlineSection> of(DocumentKind kind) {
        return switch (kind) {
            case MODEL_CARD -> MODEL_CARD;
            case FACTSHEET -> FACTSHEET;
            case INTERFACE -> INTERFACE;
            case COMPARISON -> List.of();
        };
    }
}
