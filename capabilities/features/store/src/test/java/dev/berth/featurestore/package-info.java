@NullMarked
package dev.berth.featurestore;

import org.jspecify.annotations.NullMarked;
