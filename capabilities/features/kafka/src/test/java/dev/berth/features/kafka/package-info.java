@NullMarked
package dev.berth.features.kafka;

import org.jspecify.annotations.NullMarked;
