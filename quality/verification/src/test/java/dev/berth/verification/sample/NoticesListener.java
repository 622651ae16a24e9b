package dev.berth.verification.sample;

import dev.berth.events.PredictionEvent;
import dev.berth.events.PredictionListener;

/// Listener that prints each prediction's model or endpoint and caller to standard error.
public final class NoticesListener implements PredictionListener {
    @Override
    public String name() {
        return "notices";
    }

    @Override
    public void onPrediction(PredictionEvent event) {
        System.err.println(
                "notices: "
                        + event.target().reference().name()
                        + " predicted for "
                        + event.consumer());
    }
}
