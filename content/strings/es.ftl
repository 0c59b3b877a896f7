### Las palabras de la página, en español. Los nombres de AWS se quedan como AWS los escribe.

## El dibujo (lo lee también la compilación: una línea por mensaje)
figure-works = La maqueta: de los productores a los resultados
figure-producer = Productor
figure-loading = cargando datos…
figure-lap-one = vuelta {$n}
figure-lap = vuelta {$n}
figure-rate = {$n} reg/s
figure-shard = shard {$n}
figure-shards-one = {$n} shard
figure-shards = {$n} shards
figure-throttled-one = {$n} rechazado en el último segundo
figure-throttled = {$n} rechazados en el último segundo
figure-flush-size = último: por tamaño, {$bytes}
figure-flush-interval = último: por tiempo, {$bytes}
figure-flush-shutdown = último: al borrarlo, {$bytes}
figure-flush-partition-limit = último: demasiadas particiones, {$bytes}
figure-flush-failure = último: registros fallidos, {$bytes}
figure-objects-one = {$n} objeto
figure-objects = {$n} objetos
figure-columns-one = {$n} columna
figure-columns = {$n} columnas
figure-tables-one = {$n} tabla
figure-tables = {$n} tablas
figure-documents-one = {$n} documento
figure-documents = {$n} documentos
figure-crawling = leyendo objetos…
figure-crawl-failed = el crawler falló
figure-no-table = aún sin tablas
figure-running = consultando…
figure-no-query = aún sin consultas
figure-query-failed = la consulta falló
figure-scanned = {$bytes} leídos
figure-no-visual = aún sin gráfico
figure-domain-processing = preparando el dominio…
figure-search-hint = busca un vuelo…
figure-dot-one = 1 punto = 1 registro
figure-dot = 1 punto = {$n} registros
figure-legend = ancho = caudal, color arcilla = problema
figure-more-one = y {$n} más
figure-more = y {$n} más
figure-empty-producer = Sin productor
figure-empty-stream = Sin data stream
figure-empty-delivery = Sin Firehose stream
figure-empty-bucket = Sin bucket
figure-empty-domain = Sin dominio de OpenSearch
figure-contrast = Un flujo y una cola: quién ha visto qué
figure-consumer = Consumidor
figure-visible = visibles
figure-in-flight = en vuelo
figure-delayed = retrasados
figure-dead-letters = Cola de mensajes fallidos
figure-rate-messages = {$n} msj/s
figure-behind = {$n} de retraso
figure-again-one = {$n} repetido
figure-again = {$n} repetidos
figure-replayed-one = {$n} releído
figure-replayed = {$n} releídos
figure-handled-one = {$n} tratado
figure-handled = {$n} tratados
figure-workers-one = {$n} proceso
figure-workers = {$n} procesos
figure-all-see = todos los consumidores ven todos los registros
figure-one-takes = cada mensaje es para un solo consumidor
figure-in-stream = en el flujo
figure-in-queue = en la cola
figure-older = más antiguos
figure-newest = último
figure-once = tratado
figure-twice = tratado dos veces
figure-again-asked = releído
figure-never = no visto

## Fechas (una palabra por entrada)
date-weekdays = lun mar mié jue vie sáb dom
date-months = ene feb mar abr may jun jul ago sep oct nov dic

## La barra de arriba
seed = semilla {$x}
cost-so-far = {$x} hasta ahora
cost-tip = Lo que AWS habría cobrado, a precios de lista; nadie cobra nada
memory = memoria: {$used} de {$max}
branch = rama {$x}
follow-record = Seguir un registro
follow-none = Todavía no hay registros. Pulsa Reproducir.
follow-cannot = No se puede seguir
save = Guardar la ejecución (.acequia)
open = Abrir una ejecución (.acequia)
opened = Ejecución abierta.
reset = Empezar de nuevo
reset-question = ¿Perder esta ejecución?
other-language = English
theme = Tema oscuro
engine-lake = motor SQL
engine-search = motor de búsqueda
engine-building = {$engine}: compilando…
engine-loading = {$engine}: cargando {$part}
engine-failed = {$engine}: no disponible
locked = Esta maqueta se puede mirar, pero no cambiar.
copied = Copiado.
copy-failed = No se ha podido copiar: el navegador no lo permite aquí.
file-unreadable = El archivo no se puede leer.
file-taken = { $n ->
    [one] {$x} registro leído; ya es una fuente
   *[other] {$x} registros leídos; ya son una fuente
}
line = línea {$x}
starting = Abriendo las compuertas…

## El dibujo y la barra de transporte
stage = La maqueta
stage-keys = Espacio reproduce o pausa; punto y coma avanzan y retroceden un evento; N va al próximo evento interesante; corchetes cambian la velocidad; Inicio y Fin van a los extremos; más, menos y 0 acercan, alejan y ajustan; F llena la pantalla. Tabulador o flechas recorren los servicios; Intro abre su consola.
stage-as-list = Ver la maqueta como lista
stage-as-drawing = Ver la maqueta como dibujo
stage-list = La maqueta como lista
stage-tools = Vista del dibujo
zoom-in = Acercar (+)
zoom-out = Alejar (-)
zoom-fit = Ajustar (0)
full-screen = Pantalla completa (F)
place = Servicio
state = Estado
rate-in = Registros/s que entran
rate-out = Registros/s que salen
comes-from = De
goes-to = A
edge-throttled = limitado
edge-denied = denegado
edge-failed = fallido
transport = Transporte
to-start = Al principio (Inicio)
step-back = Un evento atrás (,)
play = Reproducir
pause = Pausa
step = Un evento (.)
next-interesting = Próximo evento interesante (N)
speed = Velocidad
slower = real: {$x}×
slower-tip = Este equipo no da más; el reloj va más despacio y no se salta nada
scrub = Posición en la ejecución
since-start = {$x} desde el principio
waiting-on = Esperando a {$x}
waiting-building = el motor se está compilando
waiting-loading = el motor se está cargando
waiting-running = en marcha
progress = Progreso
cancel = Cancelar
fail-and-go-on = Darla por fallida y seguir
ran-ahead = El reloj ha avanzado {$time} para {$what}.
set-aside = { $n ->
    [one] {$x} acción posterior apartada
   *[other] {$x} acciones posteriores apartadas
}
undo = Deshacer
law-broken = La ley {$id} no se cumple: {$found}
memory-more = Permitir {$x}

## Piezas
dismiss = Descartar
copy = Copiar
close = Cerrar
edit = Editar
apply = Aplicar
delete = Eliminar
delete-question = ¿Eliminar {$x}?
confirm-yes = Sí
confirm-no = No
saved = Guardado.
save-changes = Guardar cambios
of = {$part} de {$whole}
pager = {$from} a {$to} de {$total}
pager-back = Anteriores
pager-on = Siguientes
chart-as-table = Ver como tabla
chart-as-chart = Ver como gráfico
follow = Seguir
follow-row = Seguir la fila {$x}
follow-row-of = Fila {$x}: {$records}
follow-records = { $n ->
    [one] Seguir su registro
   *[other] Seguir sus {$x} registros
}
download = Descargar
when = Cuándo
now = Ahora
records = Registros
bytes = Bytes
cost = Coste
source = Fuente
destination = Destino
data = Datos
consoles = Consolas

## Pestañas
tab-producers = Productores
tab-shards = Shards
tab-records = Data viewer
tab-consumers = Consumidores
tab-queues = Colas
tab-contrast = Flujo o cola
tab-analytics = Data Analytics
tab-delivery = Firehose
tab-buffers = Tamaño del búfer
tab-lateness = Tardíos
tab-objects = Objetos
tab-catalog = Catálogo
tab-query = Query editor
tab-dashboard = Dashboard
tab-discover = Discover
tab-events = Eventos
tab-trail = CloudTrail
tab-metrics = Métricas
tab-bill = Factura
tab-iam = IAM
tab-laws = Leyes

## Productores
producer-add = Añadir productor
producers-none = Nadie envía registros.
producers-note = Suelta un archivo CSV o JSON en cualquier lugar de la maqueta y será otra fuente de registros.
file-own = Un archivo tuyo…
producer-start = Arrancar
producer-stop = Parar
producer-running = en marcha
producer-stopped = parado
producer-spark = Registros por segundo de {$x}, últimos 30 segundos
data-loading = cargando datos
throttled-now = { $n ->
    [one] {$x} rechazado
   *[other] {$x} rechazados
}
rate = {$x} registros/s
rate-wanted = Ritmo: {$x} registros por segundo
rate-exact = Ritmo exacto
records-put = { $n ->
    [one] {$x} registro enviado
   *[other] {$x} registros enviados
}
retrying = { $n ->
    [one] {$x} por reintentar
   *[other] {$x} por reintentar
}
lap = vuelta {$x}
shape = Forma
shape-constant = constante
shape-ramp = rampa
shape-spike = picos
shape-wave = ola
key-field = Clave de partición
key-random = (al azar)
source-flights = vuelos (BTS, 2001)
source-clicks = clics (Zipf)
source-tickers = cotizaciones (la demo de AWS)
seed-own = Semilla
producer-target = Destino
producer-library = Reintentos y agregación (como en la KPL)
producer-aggregation = Agregar registros pequeños en otros mayores
producer-backoff = Espera antes de reintentar (ms)
producer-ttl = Vida del registro (ms)
producer-lost = Respuestas perdidas (%)
producer-late = Registros tardíos (%)
producer-late-max = Retenidos como mucho (s)
producer-held = retenidos ahora: {$x}
producer-again = reenviados: {$x}
producer-doubled = están dos veces: {$x}
producer-dropped = abandonados: {$x}
producer-library-note = Una respuesta perdida parece un fallo: el productor reenvía los registros y quedan dos veces, con números de secuencia distintos.

## Kinesis
streams = Data streams
streams-none = Aún no hay data stream. Crea uno para que los productores tengan dónde escribir.
stream-create = Create data stream
stream-name = Nombre del data stream
shard-count = Shards aprovisionados
mode-provisioned = Provisioned
mode-on-demand = On-demand
retention = retención: {$x} h
held = {$records} registros, {$bytes}
iterator-age = IteratorAge: {$x}
shard-id = Shard
shard-one = Shard
shard-load = Carga
shard-records = Registros/s
shard-bytes = Bytes/s
shard-throttled = Rechazados/s
shard-held = Retenidos
last-at = por última vez a las {$x}
data-viewer = Data viewer
put-record = PutRecord: un registro a mano
put-and-follow = Enviar y seguir
put-done = Aceptado:
put-note = El MD5 de la clave de partición decide el shard.
partition-key = Partition key
sequence-number = Sequence number
arrival = Llegada
starting-position = Starting position
position-trim = Trim horizon
position-latest = Latest
position-at = At sequence number
position-after = After sequence number
position-time = At timestamp
position-seconds = Segundos desde el principio
get-records = Get records
next-records = Next records
behind-latest = {$x} por detrás del último
records-none = Este shard no tiene registros en esa posición.

## S3
buckets-none = Aún no hay ningún bucket.
bucket-create = Create bucket
bucket-name = Nombre del bucket
bucket-delete = Delete bucket
folders = Carpetas
objects-n = { $n ->
    [one] {$x} objeto
   *[other] {$x} objetos
}
objects-none = Aquí no hay objetos. El primero llega cuando Firehose suelta su búfer.
upload = Subir…
uploaded = Subido:
key = Nombre
size = Tamaño
modified = Última modificación
lines-n = { $n ->
    [one] {$x} línea
   *[other] {$x} líneas
}
unpacked = descomprimido para verlo
object-binary = No es texto. Puedes descargarlo.

## Glue
crawlers = Crawlers
crawlers-none = Aún no hay ningún crawler.
crawler-create = Create crawler
crawler-name = Nombre del crawler
crawler-path = Ruta de S3
crawler-run = Run crawler
crawler-stop = Stop crawler
crawler-go = Ir al crawler
crawler-note = Lee como el rol glue-crawler: si el bucket es nuevo, dale permiso en IAM.
crawl-never = nunca ha corrido
crawl-last = tablas: {$tables} creadas, {$updated} cambiadas; particiones: {$partitions}; archivos leídos: {$files}
tables = Bases de datos y tablas
tables-none = Aún no hay tabla: corre el crawler.
table-query = Consultar
database = Base de datos
database-new = (nueva)
database-name = Nombre de la base de datos
columns-n = { $n ->
    [one] {$x} columna
   *[other] {$x} columnas
}
partitions-n = { $n ->
    [one] {$x} partición
   *[other] {$x} particiones
}
column = Columna
type = Tipo
partition-key-short = partición
location = Ubicación
classification = Clasificación
updated = Cambiada
schema = Schema

## Athena
run = Run
clear = Clear
results = Results
recent-queries = Recent queries
results-none = Pulsa Run (Ctrl+Intro) y el resultado sale aquí.
queries-none = Aún no hay consultas.
editor-note = Ctrl+Intro ejecuta todo; con Mayús, la selección. Ctrl+Espacio completa. Esc y Tab salen del editor.
query-queued = Queued
query-running = Running
query-completed = Completed
query-failed = Failed
query-cancelled = Cancelled
time-in-queue = Time in queue
run-time = Run time
data-scanned = Data scanned
engine-time = motor real
rows-n = { $n ->
    [one] {$x} fila
   *[other] {$x} filas
}
download-csv = Download results (CSV)
run-selected = Run (selección)
run-again = Run again
format-sql = Format
save-query = Save
loading = Cargando…
sheets = Pestañas de consultas
sheet-name = Consulta {$x}
sheet-new = Consulta nueva
sheet-close = Cerrar {$x}
sheet-rename = Cambiar el nombre de {$x}
sheet-rename-as = Nombre de la consulta
saved-queries = Saved queries
saved-none = Save deja aquí la consulta que está delante, hasta que se cierre la página.
query-saved = Guardada como {$x}.
rows-first = se guardan las {$x} primeras para verlas
rows-not-kept = Las filas de las consultas antiguas no se guardan aquí. El archivo de resultados aún las tiene todas.
rows-none = La consulta no da filas.
rows-none-pass = Ninguna fila pasa los filtros.
row-number = Fila
copy-result = Copiar el resultado
copy-as = Copiar como {$x}
copy-column = Copiar columna
chart-this = Hacer gráfico
chart-title = {$value} por {$category}
column-menu = Columna {$x}: orden, filtro, resumen
order = Orden
order-up = Ascendente
order-down = Descendente
order-none = Ninguno
filters = Filtros
filter = Filtrar
filter-clear = Quitar el filtro de esta columna
filter-contains = {$column} contiene «{$text}»
contains = contiene…
sorted-up = {$x}, ascendente
sorted-down = {$x}, descendente
take-back = Quitar: {$x}
top-values = Valores más frecuentes
sum-rows = Filas
sum-nulls = NULL
sum-distinct = Distintos
sum-min = Mínimo
sum-max = Máximo
sum-mean = Media

## Teclas
keys = Atajos de teclado
keys-stage = Mientras el dibujo tiene el foco
keys-play = Reproducir o pausar
keys-step = Un evento adelante, uno atrás
keys-next = Próximo evento interesante
keys-speed = Más lento, más rápido
keys-ends = Al inicio, al final
keys-places = Moverse entre los servicios
keys-open = Abrir la consola del servicio
keys-zoom = Acercar, alejar, ajustar
keys-full = Pantalla completa
keys-editor = En el editor de consultas
keys-run = Ejecutar todo
keys-run-selected = Ejecutar la selección, o la sentencia del cursor
keys-complete = Completar
keys-comment = Comentar o descomentar
keys-format = Dar formato
keys-save = Guardar la consulta
keys-tabs = Pestaña anterior, siguiente
keys-leave = Salir del editor
keys-anywhere = En cualquier lugar, salvo en un campo de texto
keys-sheet = Esta hoja
keys-consoles = En las pestañas: la consola siguiente

## QuickSight
dashboard-none = Aún no hay ningún análisis. Crea el primero: retraso por origen y por día.
dashboard-no-table = Un gráfico necesita una tabla: corre antes el crawler.
analysis = Análisis
analysis-create = Create analysis
analysis-first = Retrasos
visual-by-origin = Retraso medio por origen (min)
visual-by-day = Retraso medio por día (min)
visual-overall = Retraso medio (min)
visual-add = Add visual
visual-title = Título
visual-type = Tipo de visual
visual-empty = Sin datos: pulsa Refresh.
mark-bar = Barras
mark-line = Líneas
mark-kpi = KPI
well-x = X axis
well-value = Value
well-aggregate = Aggregate
agg-average = Average
agg-sum = Sum
agg-count = Count
agg-min = Min
agg-max = Max
agg-distinct-count = Count distinct
refresh = Refresh
refreshing = actualizando
refreshed-at = actualizado a las {$x}
left-out = { $n ->
    [one] {$x} categoría fuera
   *[other] {$x} categorías fuera
}

## OpenSearch
domains-none = Aún no hay ningún dominio de OpenSearch.
domain-create = Create domain
indices-none = Aún no hay ningún índice: llega con la primera entrega de Firehose.
documents-none = El índice está vacío: se llena con la próxima entrega de Firehose.
documents-n = { $n ->
    [one] {$x} documento
   *[other] {$x} documentos
}
pending-n = { $n ->
    [one] {$x} por refrescar
   *[other] {$x} por refrescar
}
search = Buscar
search-placeholder = Honolulu · origin:HNL AND delay:>30
search-hint = Escribe una palabra (una ciudad, un código) o una consulta de Lucene. Campos:
hits-n = { $n ->
    [one] {$x} acierto
   *[other] {$x} aciertos
}
hits-none = Nada coincide. Prueba con menos palabras.
score = puntuación {$x}
domain = Dominio
method = Método
dev-tools = Dev Tools
dev-tools-none = Ctrl+Intro o Enviar; la respuesta sale aquí.
path = Ruta
send = Enviar
request-body = Cuerpo de la petición
response = Respuesta

## El registro seguido
followed = Registro seguido
followed-of = { $n ->
    [one] {$x} registro detrás de esto
   *[other] {$x} registros detrás de esto
}
followed-first = { $n ->
    [one] (aquí está {$x} de ellos)
   *[other] (aquí están {$x} de ellos)
}
followed-total = {$x} de punta a punta
with-key = clave {$x}

## Libros
events-none = Aún no ha pasado nada.
interesting-only = Solo los interesantes
jump-here = Ir a este instante
trail-none = Ninguna llamada coincide.
errors-only = Solo errores
data-events = También data events
read-only = lectura
as-cli = La misma llamada con la AWS CLI
request = Petición
metric = Métrica
dimensions = Dimensiones
statistic = Estadística
last-minutes = Por minuto
metrics-none = Aún no hay métricas: llegan con los primeros registros.
bill = Factura estimada
bill-month = {$x} al mes, a este paso
bill-note = Precios de lista de us-east-1 del {$x}; sin capa gratuita. Aquí nadie cobra nada.
service = Servicio
usage = Uso
quantity = Cantidad
unit-price = Precio unitario
laws-note = lo que se cumple pase lo que pase
law-holds = se cumple
law-fails = no se cumple

## Leyes (una ley sin palabras aquí se dice como la escribe el servicio)
law-S3-1 = los bytes de un bucket = los bytes de sus objetos
law-S3-2 = bytes subidos = bytes guardados + bytes borrados o sobrescritos
law-S3-3 = toda clave tiene de 1 a 1024 bytes
law-S3-4 = todo registro entregado en un objeto conocido se encuentra por su identidad
law-K-1 = los shards abiertos de un stream se reparten cada clave hash exactamente una vez
law-K-2 = aceptados = retenidos + caducados, en cada shard
law-K-3 = ofrecidos = aceptados + rechazados por límite, en cada stream
law-K-4 = ningún shard acepta más de 1000 registros o 1 MiB por segundo, salvo la ráfaga de un segundo
law-K-5 = los registros de un shard se numeran por orden de llegada
law-FH-1 = aceptados = entregados + en búferes + descartados + en objetos de error + perdidos
law-FH-2 = un búfer abierto ocupa menos que su tamaño límite
law-FH-3 = las cuentas de un búfer son las de sus registros
law-FH-4 = ningún registro entra dos veces
law-FH-5 = un búfer abierto no dura más que su intervalo
law-GL-1 = cada tabla pertenece a una base de datos
law-GL-2 = una partición tiene un valor por cada clave de su tabla
law-GL-3 = un crawler en READY no está recorriendo nada
law-AT-1 = una consulta que terminó bien tiene un objeto de resultados
law-AT-2 = una consulta sobre cero bytes no lee ninguno, y una que falló no se factura
law-AT-3 = una consulta tiene fin si y solo si ya no está activa
law-AT-4 = no hay más consultas activas de las que permite la cuota
law-IAM-1 = toda política adjunta existe
law-IAM-2 = no hay más políticas administradas de las que permite la cuota
law-QS-1 = un visual listo se leyó con una consulta o de una ingesta
law-QS-2 = un conjunto de datos contiene las filas de su última ingesta completada
law-QS-3 = hay como mucho una ingesta en curso por conjunto de datos
law-OS-1 = documentos = documentos creados − documentos borrados
law-OS-2 = documentos = los que ven las búsquedas + los que esperan − los que se van
law-OS-3 = lo que cambia se ve, como muy tarde, tras un intervalo de refresco
law-OS-4 = un segmento nunca pierde más líneas de las que tiene
law-CL-1 = producidos = aceptados + en espera + retenidos + descartados, en cada productor
law-CL-2 = un shard se lee cuando se han leído hasta el final aquellos de los que salió
law-CL-3 = lo anotado como procesado se procesó

## IAM
iam-note = quién puede qué; una denegación explícita gana a todo
iam-role = rol
iam-user = usuario
deny-add = Añadir un Deny
deny-note = Prueba a romperlo: niega s3:PutObject al rol de Firehose y mira el dibujo.
policies-none = Sin políticas: no puede nada.
policies-managed = Políticas administradas
policy-attach = Adjuntar…
policy-detach = Separar
detach-question = ¿Separar {$x}?
policy-inline = inline
policy-simulator = Policy simulator
trust-policy = Trust policy
action = Action
resource = Resource
resource-any = cualquiera (*)
simulate = Simular
account = cuenta {$x}

## Lo que dice la simulación: eventos
event-producer-lap = {$producer} empieza la vuelta {$lap}
event-producer-dropped = {$producer} descarta {$records} registros tras reintentarlos
event-producer-failed = {$producer} no puede enviar: {$error}: {$message}
event-consumer-failed = {$consumer} no puede leer: {$error}: {$message}
event-consumer-lease-taken = El trabajador {$worker} de {$consumer} le toma {$shard} al trabajador {$before} y sigue desde el último punto de control
event-consumer-replays = {$consumer} vuelve a leer {$stream} desde el registro más antiguo
event-consumer-shard-ended = {$consumer} ha leído {$shard} hasta el final
event-consumer-worker-died = El trabajador {$worker} de {$consumer} ha muerto con todo lo que tenía entre manos
event-kinesis-resharded = Data stream {$stream} tiene ahora {$shards} shards abiertos
event-kinesis-scaled = Data stream on-demand {$stream} ha dividido sus shards calientes, {$shards} abiertos
event-kinesis-stream-active = Data stream {$stream} listo, {$shards} shards
event-kinesis-stream-deleted = Data stream {$stream} eliminado
event-kinesis-throttled = {$shard} de {$stream} rechaza {$records} registros
event-kinesis-trimmed = {$stream} deja caer {$records} registros por retención
event-sqs-queue-created = Cola {$queue} creada
event-sqs-queue-deleted = Cola {$queue} eliminada, con {$messages} mensajes
event-sqs-purged = {$queue} purgada: {$messages} mensajes eliminados
event-sqs-expired = {$queue} deja caer {$messages} mensajes por retención
event-sqs-dead-lettered = {$queue} se rinde con {$messages} mensajes; pasan a {$target}
event-sqs-moved = {$messages} mensajes de {$queue} devueltos
event-sqs-move-failed = La devolución de los mensajes de {$queue} falla tras {$messages}: {$reason}
event-sqs-over-limit = {$queue} no entrega más: demasiados mensajes en vuelo
event-sqs-throttled = {$queue} rechaza una llamada: demasiadas por segundo
event-kinesisanalytics-created = Aplicación {$application} creada
event-kinesisanalytics-updated = Aplicación {$application} cambiada: versión {$version}
event-kinesisanalytics-running = La aplicación {$application} funciona, versión {$version}; desde la instantánea: {$snapshot}
event-kinesisanalytics-start-failed = La aplicación {$application} no arranca: {$code}: {$message}
event-kinesisanalytics-rolling-back = La aplicación {$application} vuelve de la versión {$from} a la {$to}
event-kinesisanalytics-stopped = La aplicación {$application} se ha detenido
event-kinesisanalytics-deleted = Aplicación {$application} eliminada
event-kinesisanalytics-failed = La aplicación {$application} falla y volverá a su último punto de control: {$code}: {$message}
event-kinesisanalytics-recovered = La aplicación {$application} funciona de nuevo
event-kinesisanalytics-shard-ended = {$application} ha leído {$shard} hasta el final
event-kinesisanalytics-snapshot = La instantánea {$snapshot} de {$application} está lista: {$bytes}
event-kinesisanalytics-snapshot-failed = La instantánea {$snapshot} de {$application} falló: el trabajo no funciona
event-firehose-active = Firehose stream {$delivery_stream} listo
event-firehose-delivered = {$delivery_stream} suelta {$records} registros, {$bytes}, { $reason ->
    [size] por tamaño
    [interval] por tiempo
    [shutdown] al borrarlo
    [partition-limit] por demasiadas particiones
   *[other] {$reason}
}
event-firehose-documents-failed = {$delivery_stream} escribe {$records} registros fallidos en {$bucket}/{$key}
event-firehose-indexed = {$delivery_stream} entrega {$records} documentos a {$index}, {$bytes}, { $reason ->
    [size] por tamaño
    [interval] por tiempo
    [shutdown] al borrarlo
    [partition-limit] por demasiadas particiones
   *[other] {$reason}
}
event-firehose-delivery-failed = {$delivery_stream} no puede entregar: {$code}. {$message}
event-firehose-data-lost = {$delivery_stream} pierde {$records} registros ({$bytes})
event-firehose-read-failed = {$delivery_stream} no puede leer su fuente: {$code}. {$message}
event-firehose-throttled = {$delivery_stream} rechaza {$records} registros
event-glue-crawl-started = El crawler {$crawler} empieza
event-glue-crawl-finished = El crawler {$crawler} termina: {$created} tablas creadas, {$updated} cambiadas, {$partitions} particiones
event-glue-crawl-cancelled = El crawler {$crawler} se ha cancelado
event-glue-crawl-failed = El crawler {$crawler} falla: {$reason}
event-glue-file-problem = El crawler {$crawler} tropieza: {$problem}
event-glue-csv-quoted = {$table} tiene CSV entre comillas, que el SerDe de Glue no entiende
event-athena-query-started = Consulta {$query} en marcha
event-athena-query-finished = Consulta {$query} lista: {$rows} filas, {$bytes} leídos, {$milliseconds} ms
event-athena-query-failed = Consulta {$query} fallida: {$reason}
event-athena-query-cancelled = Consulta {$query} cancelada
event-athena-result-cut = La consulta {$query} da {$rows} filas; se escriben {$written}
event-quicksight-refreshed = {$visual} de {$analysis} actualizado: {$rows} filas
event-quicksight-refresh-failed = {$visual} de {$analysis} no se ha podido actualizar: {$reason}
event-quicksight-ingested = {$dataset} cargado en SPICE: {$rows} filas, {$dropped} descartadas
event-quicksight-ingestion-failed = {$dataset} no se ha podido cargar: {$reason}
event-opensearch-domain-creating = El dominio {$domain} se está creando
event-opensearch-domain-active = El dominio {$domain} está listo
event-opensearch-domain-deleting = El dominio {$domain} se está eliminando
event-opensearch-domain-deleted = Dominio {$domain} eliminado
event-opensearch-index-created = Índice {$index} creado en {$domain}
event-opensearch-index-deleted = Índice {$index} eliminado de {$domain}
event-opensearch-refreshed = {$index} refrescado: {$documents} documentos a la vista
event-s3-bucket-created = Bucket {$bucket} creado
event-s3-bucket-deleted = Bucket {$bucket} eliminado
event-s3-object-created = {$key} llega a {$bucket}: {$bytes}
event-s3-object-deleted = {$key} eliminado de {$bucket}
job-query = la consulta
job-crawl = el crawler {$crawler}
job-search = la búsqueda
job-refresh = actualizar {$name}
job-other = un motor
paused-memory = En pausa: la memoria está llena ({$used} de {$budget}). Baja el ritmo o la retención, elimina objetos, o permite más.
paused-rebuilt = En pausa: el simulador se ha reconstruido hasta el último instante bueno.
paused-broken = En pausa: {$message}
hop-produced = Sale de {$producer}
hop-put = Kinesis {$stream}, {$shard}
hop-direct-put = Direct PUT a {$name}
hop-polled = Firehose {$name} lo lee
hop-buffered = En el búfer de {$name}
hop-delivered = S3 {$bucket}, línea {$line} de {$key}
hop-indexed = OpenSearch {$domain}, índice {$index}
hop-crawled = En la tabla {$database}.{$table}
hop-queried = Athena, fila {$row} de la consulta
hop-drawn = QuickSight, {$visual}
hop-found = Encontrado en {$domain}
hop-dropped = Perdido en {$name} {$error}
hop-expired = Caducado en {$stream}
unfollowable-no-select = Solo se pueden seguir las filas de un SELECT.
unfollowable-no-table = Sus filas salen de la propia sentencia, no de un archivo: no hay registros detrás.
unfollowable-with = Sus filas salen de una tabla que hace WITH: pon ese SELECT en su lugar para seguirlas.
unfollowable-set = {$set} junta las filas de varios SELECT: ejecuta uno solo para seguir sus filas.
unfollowable-join = Sus filas mezclan tablas: no hay un solo registro detrás de cada una. Consulta una sola tabla para seguir sus filas.
unfollowable-subquery = Sus filas salen de una subconsulta: ejecútala sola para seguir sus filas.
unfollowable-totals = ROLLUP, CUBE y GROUPING SETS ponen totales entre los grupos: un GROUP BY normal sí se puede seguir.
unfollowable-distinct = DISTINCT hace una fila de varios grupos: sin él, cada grupo se puede seguir.
unfollowable-key = Una condición sobre un solo registro no puede decir «{$key}»: agrupa por otra cosa para seguir las filas.
unfollowable-key-type = Ninguna condición puede nombrar un valor de «{$key}» ({$type}): agrupa por una parte para seguir las filas.
unfollowable-not-kept = Las filas de consultas antiguas no se guardan: ejecútala de nuevo para seguirlas.
unfollowable-past-kept = Solo se pueden seguir las primeras 10.000 filas de un resultado.
unfollowable-other = No se puede seguir: {$reason}
unfollowable-not-a-record = No llegó como registro de un stream: no hay camino que seguir.
unfollowable-gone = Ya no está: su retención ha pasado o se ha eliminado.
