package dev.berth.architecture.view;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// View of a system's architecture.
public enum SystemView {
    USE_CASES("Who uses what for which purpose"),
    COMPONENTS("What the system consists of and what calls what"),
    DATA_FLOW("How values come from sources to those who use them"),
    PIPELINE("How raw events become features, models and answers"),
    DEPLOYMENT("Where components run, and how many of each"),
    LATENCY("How long an answer takes, and which calls decide it"),
    AVAILABILITY("How much of the time an answer is had, and what it hangs on"),
    COST("What an answer's components cost in a month"),
    PRIVACY("Which classes of data go where"),
    OWNERSHIP("Which team owns what, and where teams depend on each other"),
    CONSTRAINTS("Which constraints are broken, and along which path");

    private final String question;

    SystemView(String question) {
        this.question = question;
    }

    /// What it answers.
    public String question() {
        return question;
    }

    /// The name on the command line, such as `data-flow`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Names of all.
    public static List<String> words() {
        return Arrays.stream(values()).map(SystemView::word).toList();
    }

    /// The view of a name.
    public static Optional<SystemView> find(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
}
