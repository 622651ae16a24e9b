package dev.berth.architecture;

import dev.berth.architecture.Diagram.Kind;

/// The colours of a kind of node, on a light ground and on a dark one; text on the fill has a
/// contrast of 7 to 1 and more.
record Colours(String lightFill, String lightLine, String darkFill, String darkLine) {
    static final String LIGHT_TEXT = "#1a202c";
    static final String DARK_TEXT = "#e6edf3";

    static Colours of(Kind kind) {
        return switch (kind) {
            case REQUEST, ANSWER -> new Colours("#eef1f5", "#5b6b7d", "#232c36", "#94a3b8");
            case VARIANTS -> new Colours("#e0f4f8", "#0e7490", "#0e3039", "#4cc3dd");
            case GUARD -> new Colours("#fff3d6", "#b7791f", "#372a0e", "#e0a93a");
            case MODEL -> new Colours("#dceafc", "#2b6cb0", "#152c47", "#63a4e8");
            case ENDPOINT -> new Colours("#ece5fc", "#6b46c1", "#2a2147", "#a78bfa");
            case COMPUTATION -> new Colours("#dff3ec", "#2c7a5f", "#113328", "#4fbf95");
            case FEATURES -> new Colours("#e3ecf7", "#35618f", "#13283f", "#6fa3d8");
            case DECISION -> new Colours("#fde6ef", "#b83280", "#3f162b", "#f17eb8");
            case FALLBACK -> new Colours("#fde8e1", "#b4532a", "#3b1d12", "#ec8a61");
            case SOURCE -> new Colours("#e6edde", "#566b2f", "#222b14", "#9fb870");
            case VIEW -> new Colours("#dff3ec", "#2c7a5f", "#113328", "#4fbf95");
            case ON_DEMAND -> new Colours("#e0f4f8", "#0e7490", "#0e3039", "#4cc3dd");
            case CONSUMER -> new Colours("#fde6ef", "#b83280", "#3f162b", "#f17eb8");
            case JOIN -> new Colours("#f5f5f4", "#78716c", "#292a2e", "#a3a3a3");
        };
    }
}
