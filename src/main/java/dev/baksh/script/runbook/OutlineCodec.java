package dev.baksh.script.runbook;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Binary codec of {@link RunbookOutline}. Values in {@code params} are literals, durations or relative instants. */
final class OutlineCodec {
    private OutlineCodec() {}

    /** Encodes an outline; null for an outline with an unsupported value. */
    static byte[] encode(RunbookOutline outline) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            value(out, outline.name());
            value(out, outline.title());
            out.writeBoolean(outline.isRunbook());
            out.writeInt(outline.parameters().size());
            for (RunbookParameter parameter : outline.parameters()) {
                value(out, parameter.name());
                value(out, parameter.kind().name());
                out.writeBoolean(parameter.required());
                value(out, parameter.defaultValue());
                value(out, parameter.help());
                value(out, parameter.choices());
                out.writeInt(parameter.line());
            }
            out.writeInt(outline.steps().size());
            for (RunbookOutline.Step step : outline.steps()) {
                value(out, step.name());
                out.writeBoolean(step.hasConstantName());
                out.writeInt(step.line());
                value(out, step.source());
            }
            out.writeByte('.');
        } catch (IOException e) {
            return null; // Unsupported type of value, or a string that is too long.
        }
        return bytes.toByteArray();
    }

    /**
     * Decodes an outline.
     *
     * @throws IOException the bytes are incomplete or damaged
     */
    static RunbookOutline decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String name = (String) readValue(in);
            String title = (String) readValue(in);
            boolean runbook = in.readBoolean();
            List<RunbookParameter> parameters = new ArrayList<>();
            for (int remaining = in.readInt(); remaining > 0; remaining--) parameters.add(readParameter(in));
            List<RunbookOutline.Step> steps = new ArrayList<>();
            for (int remaining = in.readInt(); remaining > 0; remaining--) {
                steps.add(new RunbookOutline.Step(
                        (String) readValue(in), in.readBoolean(), in.readInt(), (String) readValue(in)));
            }
            if (in.readByte() != '.' || in.available() > 0) throw new IOException("damaged");
            return new RunbookOutline(name, title, List.copyOf(parameters), List.copyOf(steps), runbook);
        }
    }

    private static RunbookParameter readParameter(DataInputStream in) throws IOException {
        String name = (String) readValue(in);
        RunbookParameter.Kind kind = RunbookParameter.Kind.valueOf((String) readValue(in));
        boolean required = in.readBoolean();
        Object preset = readValue(in);
        String help = (String) readValue(in);
        List<String> choices =
                ((List<?>) readValue(in)).stream().map(String.class::cast).toList();
        return new RunbookParameter(name, kind, required, preset, help, choices, in.readInt());
    }

    private static void value(DataOutputStream out, Object value) throws IOException {
        if (value == null) out.writeByte('0');
        else if (value instanceof String text) writeText(out, 's', text);
        else if (value instanceof Boolean flag) out.writeByte(flag ? 't' : 'f');
        else if (value instanceof Integer number) writeText(out, 'i', number.toString());
        else if (value instanceof Long number) writeText(out, 'l', number.toString());
        else if (value instanceof BigDecimal number) writeText(out, 'd', number.toString());
        else if (value instanceof Duration duration) writeText(out, 'u', duration.toString());
        else if (value instanceof DeferredInstant deferred)
            writeText(out, 'm', deferred.offset().toString());
        else if (value instanceof List<?> list) {
            out.writeByte('[');
            out.writeInt(list.size());
            for (Object item : list) value(out, item);
        } else throw new IOException("unsupported type " + value.getClass());
    }

    private static void writeText(DataOutputStream out, char typeTag, String text) throws IOException {
        out.writeByte(typeTag);
        out.writeUTF(text);
    }

    private static Object readValue(DataInputStream in) throws IOException {
        return switch ((char) in.readByte()) {
            case '0' -> null;
            case 't' -> true;
            case 'f' -> false;
            case '[' -> readList(in);
            case 's' -> in.readUTF();
            case 'i' -> Integer.valueOf(in.readUTF());
            case 'l' -> Long.valueOf(in.readUTF());
            case 'd' -> new BigDecimal(in.readUTF());
            case 'u' -> Duration.parse(in.readUTF());
            case 'm' -> new DeferredInstant(Duration.parse(in.readUTF()));
            default -> throw new IOException("damaged");
        };
    }

    private static List<Object> readList(DataInputStream in) throws IOException {
        List<Object> list = new ArrayList<>();
        for (int remaining = in.readInt(); remaining > 0; remaining--) list.add(readValue(in));
        return list;
    }
}
