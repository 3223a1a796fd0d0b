/// A chart as `helm create` begins one, with so many workloads.
struct MadeUpChart {
    let name: String
    let workloads: Int

    var files: [String: String] {
        var files = [
            "Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: 1.0.0\nappVersion: 1.16.0\n",
            "templates/_helpers.tpl": Self.helpers, "values.yaml": values,
        ]
        for number in 1...workloads {
            let name = "workload\(number)"
            let scope = "{{- $workload := .Values.workloads.\(name) }}\n{{- $name := \"\(name)\" }}\n"
            files["templates/deployment-\(number).yaml"] = scope + Self.deployment
            files["templates/service-\(number).yaml"] = scope + Self.service
            files["templates/ingress-\(number).yaml"] = scope + Self.ingress
            files["templates/configmap-\(number).yaml"] = scope + Self.configuration
        }
        return files
    }

    private var values: String {
        let workload = """
                replicas: 2
                image: {repository: registry.example.org/web, tag: 1.2.3, pullPolicy: IfNotPresent}
                environment: {LOG_LEVEL: debug, GREETING: "hello: world", LIMIT: "100"}
                service: {type: ClusterIP, port: 80}
                resources:
                  requests: {cpu: 10m, memory: 64Mi}
                  limits: {memory: 128Mi}
                ingress:
                  enabled: true
                  hosts: [{host: web.example.org, paths: [/, /api]}]
                settings: "level = {{ .Values.level }}"

            """
        return (1...workloads).reduce("nameOverride: \"\"\nlevel: info\npodAnnotations: {team: shop}\nworkloads:\n") {
            "\($0)  workload\($1):\n\(workload)"
        }
    }

    private static let helpers = """
        {{- define "made.name" -}}
        {{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
        {{- end }}

        {{- define "made.fullname" -}}
        {{- $name := default .Chart.Name .Values.nameOverride }}
        {{- if contains $name .Release.Name }}
        {{- .Release.Name | trunc 63 | trimSuffix "-" }}
        {{- else }}
        {{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
        {{- end }}
        {{- end }}

        {{- define "made.labels" -}}
        helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
        {{ include "made.selector" . }}
        {{- if .Chart.AppVersion }}
        app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
        {{- end }}
        app.kubernetes.io/managed-by: {{ .Release.Service }}
        {{- end }}

        {{- define "made.selector" -}}
        app.kubernetes.io/name: {{ include "made.name" . }}
        app.kubernetes.io/instance: {{ .Release.Name }}
        {{- end }}

        """

    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ include "made.fullname" . }}-{{ $name }}
          labels:
            {{- include "made.labels" . | nindent 4 }}
        spec:
          replicas: {{ $workload.replicas }}
          selector:
            matchLabels:
              {{- include "made.selector" . | nindent 6 }}
          template:
            metadata:
              annotations:
                checksum/config: {{ tpl $workload.settings . | sha256sum }}
                {{- with .Values.podAnnotations }}
                {{- toYaml . | nindent 8 }}
                {{- end }}
              labels:
                {{- include "made.selector" . | nindent 8 }}
            spec:
              containers:
                - name: {{ $name }}
                  image: "{{ $workload.image.repository }}:{{ $workload.image.tag | default .Chart.AppVersion }}"
                  imagePullPolicy: {{ $workload.image.pullPolicy }}
                  env:
                    {{- range $key, $value := $workload.environment }}
                    - name: {{ $key }}
                      value: {{ $value | quote }}
                    {{- end }}
                  resources:
                    {{- toYaml $workload.resources | nindent 12 }}

        """

    private static let service = """
        apiVersion: v1
        kind: Service
        metadata:
          name: {{ include "made.fullname" . }}-{{ $name }}
          labels:
            {{- include "made.labels" . | nindent 4 }}
        spec:
          type: {{ $workload.service.type }}
          ports:
            - port: {{ $workload.service.port }}
              targetPort: http
              name: http
          selector:
            {{- include "made.selector" . | nindent 4 }}

        """

    private static let ingress = """
        {{- if $workload.ingress.enabled }}
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: {{ include "made.fullname" . }}-{{ $name }}
          labels:
            {{- include "made.labels" . | nindent 4 }}
        spec:
          rules:
            {{- range $workload.ingress.hosts }}
            - host: {{ .host | quote }}
              http:
                paths:
                  {{- range .paths }}
                  - path: {{ . }}
                    pathType: Prefix
                    backend:
                      service:
                        name: {{ include "made.fullname" $ }}-{{ $name }}
                        port:
                          number: {{ $workload.service.port }}
                  {{- end }}
            {{- end }}
        {{- end }}

        """

    private static let configuration = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{ include "made.fullname" . }}-{{ $name }}
        data:
          settings: {{ tpl $workload.settings . | quote }}
          environment: |
            {{- range $key, $value := $workload.environment }}
            {{ $key | lower | camelcase }}={{ $value | b64enc }}
            {{- end }}

        """
}
