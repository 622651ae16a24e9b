@NullMarked
package dev.berth.features.maintenance;

import org.jspecify.annotations.NullMarked;
