package dev.baksh

import java.lang.annotation.ElementType
import java.lang.annotation.Retention
import java.lang.annotation.RetentionPolicy
import java.lang.annotation.Target

/**
 * Tag for a spec or a feature whose number of cases comes from {@link Scale}. {@code mvn verify} runs a part of the cases,
 * {@code mvn -Pslow verify} all of them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target([ElementType.TYPE, ElementType.METHOD])
@interface Scaled {
}
