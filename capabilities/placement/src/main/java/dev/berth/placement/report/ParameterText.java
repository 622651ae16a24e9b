package dev.berth.placement.report;

import dev.berth.placement.search.ScenarioParameter;

/// Values of parameters with their units.
public final class ParameterText {
    private static final double GIGA = 1e9;

    private ParameterText() {}

    public static String of(ScenarioParameter parameter, double value) {
        return switch (parameter.kind()) {
            case USERS, SITE_SPEED -> UnitText.number(value);
            case SESSION, LATENCY, SERVICE_TIME -> UnitText.seconds(value);
            case RATE -> UnitText.rate(value);
            case ITEM -> UnitText.bytes(value);
            case SITE_PRICE -> UnitText.dollars(value) + "/h";
            case LINK_PRICE -> UnitText.dollars(value * GIGA) + "/GB";
            case BANDWIDTH -> UnitText.bytes(value) + "/s";
        };
    }
}
