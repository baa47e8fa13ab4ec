package dev.baksh.script.check;

import groovy.lang.Closure;
import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Allow-list of the platform classes that a script may name and still run in a process that runs other scripts later. The
 * values of these classes belong to the script, and none of their listed members changes state of the process.
 */
final class HarmlessClasses {
    /** Classes by package. Their constructors and types are allowed. */
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("java.lang", """
                    Object String CharSequence StringBuilder StringBuffer Boolean Byte Character Short Integer Long Float
                    Double Number Math StrictMath Comparable Iterable Appendable AutoCloseable Enum Record Void Runnable
                    Throwable Exception RuntimeException Error ArithmeticException ArrayIndexOutOfBoundsException
                    AssertionError ClassCastException IllegalArgumentException IllegalStateException
                    IndexOutOfBoundsException InterruptedException NegativeArraySizeException NullPointerException
                    NumberFormatException OutOfMemoryError StackOverflowError StringIndexOutOfBoundsException
                    UnsupportedOperationException"""),
            Map.entry("java.util", """
                    List ArrayList LinkedList Map HashMap LinkedHashMap TreeMap SortedMap NavigableMap IdentityHashMap EnumMap
                    Set HashSet LinkedHashSet TreeSet SortedSet NavigableSet EnumSet Collection Collections Arrays Iterator
                    ListIterator Queue Deque ArrayDeque PriorityQueue Stack Vector BitSet Optional OptionalInt OptionalLong
                    OptionalDouble Objects UUID Random Date Calendar GregorianCalendar Locale TimeZone Comparator Scanner
                    StringJoiner StringTokenizer Base64 HexFormat Formatter Currency IntSummaryStatistics
                    LongSummaryStatistics DoubleSummaryStatistics ConcurrentModificationException InputMismatchException
                    NoSuchElementException"""),
            Map.entry("java.util.function", """
                    Function BiFunction UnaryOperator BinaryOperator Supplier Consumer BiConsumer Predicate BiPredicate
                    IntFunction IntPredicate IntUnaryOperator IntBinaryOperator ToIntFunction ToLongFunction
                    ToDoubleFunction LongFunction DoubleFunction"""),
            Map.entry("java.util.regex", "Pattern Matcher MatchResult PatternSyntaxException"),
            Map.entry("java.util.stream", "Stream IntStream LongStream DoubleStream Collectors Collector"),
            Map.entry("java.util.concurrent", "TimeUnit TimeoutException ConcurrentHashMap CopyOnWriteArrayList"),
            Map.entry("java.util.concurrent.atomic", "AtomicBoolean AtomicInteger AtomicLong AtomicReference"),
            Map.entry("java.math", "BigDecimal BigInteger MathContext RoundingMode"),
            Map.entry("java.time", """
                    Clock DateTimeException DayOfWeek Duration Instant LocalDate LocalDateTime LocalTime Month MonthDay
                    OffsetDateTime OffsetTime Period Year YearMonth ZoneId ZoneOffset ZonedDateTime"""),
            Map.entry("java.time.format", "DateTimeFormatter DateTimeParseException FormatStyle TextStyle"),
            Map.entry("java.time.temporal", """
                    ChronoField ChronoUnit IsoFields Temporal TemporalAccessor TemporalAdjuster TemporalAdjusters
                    TemporalAmount TemporalField TemporalUnit WeekFields"""),
            Map.entry("java.text", """
                    Collator DateFormat DecimalFormat DecimalFormatSymbols MessageFormat Normalizer NumberFormat
                    ParseException SimpleDateFormat"""),
            Map.entry("java.io", """
                    File Reader Writer StringReader StringWriter PrintWriter BufferedReader BufferedWriter InputStream
                    OutputStream ByteArrayInputStream ByteArrayOutputStream BufferedInputStream BufferedOutputStream
                    PrintStream Closeable IOException EOFException FileNotFoundException UncheckedIOException"""),
            Map.entry("java.nio.file", "Path Paths NoSuchFileException StandardCopyOption StandardOpenOption"),
            Map.entry("java.nio.charset", "Charset StandardCharsets"),
            Map.entry("java.net", "URI URLDecoder URLEncoder URISyntaxException"),
            Map.entry("java.security", "MessageDigest"),
            Map.entry("groovy.io", "FileType"),
            Map.entry("groovy.lang", """
                    Closure EmptyRange GString IntRange NumberRange ObjectRange Range Tuple Tuple1 Tuple2 Tuple3 Tuple4
                    MissingMethodException MissingPropertyException"""),
            Map.entry("dev.baksh.client.api", "BakshException ExitCode"));

    /** Classes of which only these static members are allowed; the classes are not allowed as a type or as a value. */
    private static final Map<String, Set<String>> STATIC_MEMBERS = Map.of(
            "java.lang.System", Set.of("currentTimeMillis", "nanoTime", "lineSeparator", "out", "err"),
            "java.lang.Thread", Set.of("sleep"),
            "java.nio.file.Files", Set.of("""
                    exists notExists isDirectory isRegularFile isReadable isWritable isExecutable size readString
                    readAllLines readAllBytes writeString write lines list createDirectory createDirectories createFile
                    createTempFile createTempDirectory delete deleteIfExists copy move getLastModifiedTime""".split("\\s+")));

    /** Static methods of allowed classes that change or read the state of the process. */
    private static final Set<String> REFUSED_STATIC_METHODS =
            Set.of("java.lang.Boolean.getBoolean", "java.lang.Integer.getInteger", "java.lang.Long.getLong");

    /** Packages whose classes need no import. */
    private static final Set<String> DEFAULT_PACKAGES = Set.of(
            "java.lang", "java.util", "java.io", "java.net", "java.time", "groovy.lang", "groovy.util", "java.math");

    private static final Set<String> NAMES = names();
    private static final Map<String, Set<String>> STATIC_NAMES = new HashMap<>();

    private HarmlessClasses() {}

    private static Set<String> names() {
        Set<String> names = new HashSet<>();
        CLASSES.forEach((packageName, simpleNames) -> {
            for (String simpleName : simpleNames.split("\\s+")) names.add(packageName + "." + simpleName);
        });
        return names;
    }

    /** Returns true for a class whose type, constructors and values are allowed. */
    static boolean isHarmless(String qualifiedName) {
        return NAMES.contains(qualifiedName);
    }

    static boolean isHarmlessPackage(String packageName) {
        return CLASSES.containsKey(packageName);
    }

    /** Returns true for an allowed static method or constant; for a property, the name of its getter is tried too. */
    static boolean isHarmlessStatic(String qualifiedName, String member) {
        Set<String> members = STATIC_MEMBERS.get(qualifiedName);
        if (members != null) return members.contains(member);
        if (!isHarmless(qualifiedName)) return false;
        synchronized (STATIC_NAMES) {
            return STATIC_NAMES
                    .computeIfAbsent(qualifiedName, name -> staticNames(load(name)))
                    .contains(member);
        }
    }

    private static Set<String> staticNames(Class<?> type) {
        Set<String> names = new HashSet<>();
        if (type == File.class) names.add("createTempDir");
        for (Method method : type.getMethods()) {
            String name = method.getName();
            boolean isRefused = REFUSED_STATIC_METHODS.contains(type.getName() + "." + name);
            if (!Modifier.isStatic(method.getModifiers()) || isRefused || !isHarmless(method)) continue;
            if (name.startsWith("set")) continue; // Sets a default of the process.
            names.add(name);
            if (HarmlessMembers.propertyName(method) != null) names.add(HarmlessMembers.propertyName(method));
        }
        for (Field field : type.getFields())
            if (Modifier.isStatic(field.getModifiers())
                    && Modifier.isFinal(field.getModifiers())
                    && field.getType() != Closure.class) names.add(field.getName()); // A closure has a delegate.
        return names;
    }

    /** Returns true when the result and all parameters have allowed types. */
    static boolean isHarmless(Method method) {
        return isHarmlessType(method.getReturnType())
                && Arrays.stream(method.getParameterTypes()).allMatch(HarmlessClasses::isHarmlessType);
    }

    static boolean isHarmlessType(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) element = element.getComponentType();
        return element.isPrimitive()
                || isHarmless(element.getName())
                || element.getName().startsWith("java.util.function.");
    }

    /** All allowed classes, without the classes of which only static members are allowed. */
    static Iterable<Class<?>> all() {
        Map<String, Class<?>> classes = new LinkedHashMap<>();
        for (String name : NAMES) classes.put(name, load(name));
        return classes.values();
    }

    /**
     * Returns the name of the platform class that a simple name stands for without an import; null for no class.
     *
     * @param starImports further packages
     */
    static String findByDefault(String simpleName, Set<String> starImports) {
        for (String packageName : starImports)
            if (exists(packageName + "." + simpleName)) return packageName + "." + simpleName;
        for (String packageName : DEFAULT_PACKAGES) {
            String name = packageName + "." + simpleName;
            if (isHarmless(name) || exists(name)) return name;
        }
        return null;
    }

    /** Returns true when the class can be loaded; does not initialise the class. */
    static boolean exists(String qualifiedName) {
        try {
            Class.forName(qualifiedName, false, HarmlessClasses.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, HarmlessClasses.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
