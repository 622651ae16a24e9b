package dev.berth.evaluation.detection;

/// Box that is in a picture.
///
/// @param className what it shows
/// @param ignored whether it need not be found and may be found more than once: a *crowd* of COCO,
///   a *difficult* object of VOC
record TrueBox(String className, Box box, boolean ignored) {}
